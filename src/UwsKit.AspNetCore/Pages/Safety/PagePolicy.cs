using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>The headers of every page: it runs our module and nothing else, talks to its own host and a SAMP hub on the reader's machine, and stands in no frame.</summary>
internal sealed class PagePolicy
{
    // SAMP Web Profile 1.3: the hub's one address.
    private const string Hub = "http://localhost:21012 http://127.0.0.1:21012";

    private readonly string _policy;

    public PagePolicy(UwsPagesOptions options, Uri? publicUrl)
    {
        var logo = Uri.TryCreate(options.Logo, UriKind.Absolute, out var url) && JobLinks.IsHttp(url) ? $" {url.GetLeftPart(UriPartial.Authority)}" : "";
        // Who opened the service under another name is led to the public one by the answer to his form.
        var forms = publicUrl is null ? "" : $" {publicUrl.GetLeftPart(UriPartial.Authority)}";
        _policy = $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{logo}; connect-src 'self' {Hub}; "
            + $"form-action 'self'{forms}; frame-ancestors 'none'; base-uri 'none'";
    }

    public void Apply(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
