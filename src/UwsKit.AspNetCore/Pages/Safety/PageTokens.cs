using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Tokens in every form of the pages, by the framework's antiforgery, bound to the browser (a cookie) and to who is signed in. Their key comes from
/// <see cref="UwsOptions.EventKeys"/>, which all nodes share: a form that one node gave may be sent to another. Thread-safe.
/// </summary>
internal sealed class PageTokens
{
    private const string Header = "X-Uws-Form";

    private readonly IAntiforgery _antiforgery;

    public PageTokens(UwsOptions options, ILoggerFactory logs)
    {
        IReadOnlyList<string> keys = options.EventKeys.Count > 0 ? [.. options.EventKeys] : [Convert.ToHexString(RandomNumberGenerator.GetBytes(32))];
        var services = new ServiceCollection();
        services.AddSingleton(logs).AddLogging();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "uws-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.HeaderName = Header;
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<IDataProtectionProvider>(new KeyProtector(keys, ""));
        _antiforgery = services.BuildServiceProvider().GetRequiredService<IAntiforgery>();
    }

    /// <summary>A token for the forms of a page; sets the cookie that belongs to it.</summary>
    public string Get(HttpContext http)
    {
        // It sets "no-cache, no-store" itself, and warns in the log at each page when there is something else.
        http.Response.Headers.CacheControl = default;
        return _antiforgery.GetAndStoreTokens(http).RequestToken!;
    }

    /// <summary>Whether a form was sent from a page of ours. Never reads the body: large uploads are not held in memory.</summary>
    public async Task<bool> AreGoodAsync(HttpContext http, string? token)
    {
        http.Request.Headers[Header] = token ?? "-";
        return await _antiforgery.IsRequestValidAsync(http).ConfigureAwait(false);
    }
}
