using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>
/// <c>{prefix}/login</c>: POST <c>username</c> and <c>password</c> gives a token in the header <c>x-vo-bearer</c> (IVOA tls-with-password, as TOPCAT and CADC
/// do); GET sends a browser to the OpenID provider. POST <c>{prefix}/logout</c> ends a browser's session.
/// </summary>
internal sealed class LoginResources(UwsAuthenticationOptions settings) : IResourceSource
{
    private const long MaxBody = 16 * 1024;

    public void Map(ResourceMap map, string prefix)
    {
        if (settings is not { Basic: null, OpenId: null })
        {
            map.MapRoot("/login", new(get: settings.OpenId is null ? null : GetAsync, post: settings.Basic is null ? null : PostAsync)).WithMetadata(new AllowAnonymousAttribute());
        }

        if (settings.OpenId is not null)
        {
            map.MapRoot("/logout", new(post: LogoutAsync)).WithMetadata(new AllowAnonymousAttribute());
        }
    }

    private async Task PostAsync(UwsCall call)
    {
        Transport.DemandSecure(call.Http, settings.Basic!);
        var fields = (await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false))
            .GroupBy(f => f.Name.ToUpperInvariant()).ToDictionary(g => g.Key, g => g.Last().Value);
        if (fields.GetValueOrDefault("USERNAME") is not { Length: > 0 } name || fields.GetValueOrDefault("PASSWORD") is not { } password)
        {
            throw new UwsException(UwsErrorKind.Invalid, "username and password are needed.");
        }

        var user = await call.Host.Services.GetRequiredService<Passwords>().CheckAsync(name, password, Transport.AddressOf(call.Http), call.Aborted).ConfigureAwait(false)
            ?? throw new UwsException(UwsErrorKind.Unauthorized, "Name or password is wrong.");
        var token = call.Host.Services.GetRequiredService<LoginTokens>().Make(user);
        call.Did = "login";
        call.Response.Headers["X-VO-Authenticated"] = Uri.EscapeDataString(settings.Basic!.OwnerPrefix + user.Name);
        call.Response.Headers["x-vo-bearer"] = token;
        await Answer.TextAsync(call.Http, token + "\n").ConfigureAwait(false);
    }

    private static Task GetAsync(UwsCall call)
    {
        // A path of this host only: nobody is sent elsewhere by a link to the login.
        var back = call.Request.Query["RETURN"] is [{ } path] && path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            ? path : call.Root;
        return call.Http.ChallengeAsync(Schemes.OpenId, new AuthenticationProperties { RedirectUri = back });
    }

    private static async Task LogoutAsync(UwsCall call)
    {
        await call.Http.SignOutAsync(Schemes.Cookie).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Root).ConfigureAwait(false);
    }
}
