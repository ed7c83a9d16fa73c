using System.Buffers;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>The pages for browsers: who gets one, and how it is sent. Thread-safe.</summary>
internal sealed class Pages(UwsPagesOptions options, UwsOptions uws, IServiceProvider services)
{
    private readonly PagePolicy _policy = new(options, uws.PublicUrl);
    private readonly ISignIn? _signIn = services.GetService<ISignIn>();
    private readonly StandardTemplate _standard = new();

    public UwsPagesOptions Options { get; } = options;
    public PageAssets Assets { get; } = new(options);
    public PageTokens Tokens { get; } = new(uws, services.GetRequiredService<ILoggerFactory>());

    /// <summary>Whether the request prefers a page to the documents of the standard.</summary>
    public static bool Wanted(UwsCall call)
        => call.Host.Pages.Options.Enabled && Negotiation.Choose(call.Http, Negotiation.Xml, Negotiation.Json, Negotiation.Html) == Negotiation.Html;

    /// <summary>Sends a page. Nothing is sent before all of it is written, so that a fault on the way gives an error and no half page.</summary>
    public async Task WriteAsync(UwsCall call, PageContent page, int status = StatusCodes.Status200OK)
    {
        var body = new ArrayBufferWriter<byte>(32 * 1024);
        page.Root = PathOf(call);
        page.Options = Options;
        page.User = NameOf(call.User);
        page.SignIn = _signIn?.Of(call);
        PageFrame.Add(page, $"{page.Root}/{PageAssets.Segment}/{Assets.Hash}");
        Write(body, page);

        call.Response.StatusCode = status;
        _policy.Apply(call.Response);
        ReadOnlyMemory<byte> bytes = body.WrittenMemory;
        // Compressed only for who asks by himself: the length of a compressed page, asked for by another site again and again, tells what is in it (BREACH).
        if (!CrossSite.IsAskedByOthers(call.Request) && ContentCoding.Choose(call.Http) is { } coding)
        {
            call.Response.Headers.ContentEncoding = coding;
            bytes = ContentCoding.Encode(bytes.Span, coding);
        }

        await Answer.BytesAsync(call.Http, "text/html; charset=utf-8", bytes).ConfigureAwait(false);
    }

    private void Write(ArrayBufferWriter<byte> body, PageContent page)
    {
        try
        {
            TemplateOf(page.Name).Write(new HtmlWriter(body), page);
        }
        // The host's own code: whatever it throws is logged with the error that led here, which is to be read in any case.
#pragma warning disable CA1031
        catch (Exception) when (page.Name == "error")
#pragma warning restore CA1031
        {
            body.ResetWrittenCount();
            _standard.Write(new HtmlWriter(body), page);
        }
    }

    /// <summary>Path of the service as the browser sees it, without trailing slash. Links within pages need no host, and the policy's 'self' holds for them.</summary>
    public static string PathOf(UwsCall call) => Uri.TryCreate(call.Root, UriKind.Absolute, out var root) ? root.AbsolutePath.TrimEnd('/') : "";

    private static string? NameOf(ClaimsPrincipal user)
        => user.Identities.FirstOrDefault(i => i.IsAuthenticated) is { } known ? known.Name ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value : null;

    private IPageTemplate TemplateOf(string page)
        => services.GetKeyedService<IPageTemplate>(page) ?? services.GetService<IPageTemplate>() ?? _standard;
}
