using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>
/// <c>{prefix}/login</c>: POST <c>username</c> and <c>password</c> gives a token in the header <c>x-vo-bearer</c> (IVOA tls-with-password, as TOPCAT and CADC
/// do); GET gives a browser the login's page, or sends it to the OpenID provider. POST <c>{prefix}/logout</c> ends a browser's session.
/// </summary>
internal sealed class LoginResources(UwsAuthenticationOptions settings) : IResourceSource
{
    private const long MaxBody = 16 * 1024;

    public void Map(ResourceMap map, string prefix)
    {
        if (settings is not { Basic: null, OpenId: null })
        {
            map.MapRoot("/login", new(get: GetAsync, post: settings.Basic is null ? null : PostAsync)).WithMetadata(new AllowAnonymousAttribute());
            map.MapRoot("/logout", new(post: LogoutAsync)).WithMetadata(new AllowAnonymousAttribute());
        }

    }

    /// <summary>The fields of a small form, by their names in capitals; the last of several counts.</summary>
    public static async Task<Dictionary<string, string?>> FieldsAsync(UwsCall call, long maxBody)
        => (await call.Host.Reader.ReadFieldsAsync(call.Request, maxBody, call.Aborted).ConfigureAwait(false))
            .GroupBy(f => f.Name.ToUpperInvariant()).ToDictionary(g => g.Key, g => g.Last().Value);

    private async Task PostAsync(UwsCall call)
    {
        var fields = await FieldsAsync(call, MaxBody).ConfigureAwait(false);
        if (fields.ContainsKey(PageForm.Token.ToUpperInvariant()))
        {
            await LoginPage.TakeAsync(call, settings, fields).ConfigureAwait(false);
            return;
        }

        Transport.DemandSecure(call.Http, settings.Basic!);
        if (fields.GetValueOrDefault("USERNAME") is not { Length: > 0 } name || fields.GetValueOrDefault("PASSWORD") is not { } password)
        {
            throw new UwsException(UwsErrorKind.Invalid, "username and password are needed.");
        }

        var user = await call.Host.Services.GetRequiredService<Passwords>().CheckAsync(name, password, Transport.NetworkOf(call.Http), call.Aborted).ConfigureAwait(false)
            ?? throw new UwsException(UwsErrorKind.Unauthorized, "Name or password is wrong.");
        var token = call.Host.Services.GetRequiredService<LoginTokens>().Make(user);
        call.Did = "login";
        call.Response.Headers["X-VO-Authenticated"] = Callers.InHeader(settings.Basic!.OwnerPrefix + user.Name);
        call.Response.Headers["x-vo-bearer"] = token;
        await Answer.TextAsync(call.Http, token + "\n").ConfigureAwait(false);
    }

    private Task GetAsync(UwsCall call)
    {
        var back = LoginPage.PathOf(call.Request.Query[LoginPage.Return]);
        if (settings.Basic is not null && Pages.Wanted(call) && !call.Request.Query.ContainsKey(LoginPage.Provider))
        {
            // A session that is over must not stand in the way of who goes on without one.
            SessionCookie.Remove(call.Http);
            return LoginPage.WriteAsync(call, settings, back ?? $"{Pages.PathOf(call)}/");
        }

        return settings.OpenId is null ? Answer.TextAsync(call.Http, "POST username and password here.\n")
            : call.Http.ChallengeAsync(Schemes.OpenId, new AuthenticationProperties { RedirectUri = back ?? call.Root });
    }

    private async Task LogoutAsync(UwsCall call)
    {
        SessionCookie.Remove(call.Http);
        if (settings.OpenId is not null)
        {
            await call.Http.SignOutAsync(Schemes.Cookie).ConfigureAwait(false);
        }

        await Answer.SeeOtherAsync(call.Http, call.Root).ConfigureAwait(false);
    }
}
