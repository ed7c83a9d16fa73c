using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace UwsKit;

/// <summary>Login of browsers by the framework's own handlers: code flow, PKCE, the session in a cookie that no script reads and no other site sends.</summary>
internal static class OpenIdSetup
{
    public static void Add(AuthenticationBuilder builder, OpenIdOptions openId)
    {
        builder.AddCookie(Schemes.Cookie, o =>
        {
            o.Cookie.Name = "uws-session";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.ExpireTimeSpan = openId.Lifetime;
            o.SlidingExpiration = false;
        });
        builder.AddOpenIdConnect(Schemes.OpenId, o =>
        {
            o.Authority = openId.Authority!.AbsoluteUri;
            o.RequireHttpsMetadata = !openId.Authority.IsLoopback;
            (o.ClientId, o.ClientSecret) = (openId.ClientId, openId.ClientSecret);
            o.CallbackPath = openId.CallbackPath;
            o.SignInScheme = Schemes.Cookie;
            o.ResponseType = OpenIdConnectResponseType.Code;
            o.ResponseMode = OpenIdConnectResponseMode.Query;
            o.UsePkce = true;
            o.SaveTokens = false;
            o.MapInboundClaims = false;
            o.GetClaimsFromUserInfoEndpoint = false;
            o.DisableTelemetry = true;
            o.CorrelationCookie.SameSite = o.NonceCookie.SameSite = SameSiteMode.Lax;
            o.CorrelationCookie.SecurePolicy = o.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.Scope.Clear();
            foreach (var scope in openId.Scopes)
            {
                o.Scope.Add(scope);
            }

            o.Events = Events(openId);
        });
    }

    private static OpenIdConnectEvents Events(OpenIdOptions openId) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            if (context.HttpContext.RequestServices.GetRequiredService<IOptions<UwsOptions>>().Value.PublicUrl is { } root)
            {
                context.ProtocolMessage.RedirectUri = root.GetLeftPart(UriPartial.Path).TrimEnd('/') + openId.CallbackPath;
            }

            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            var identities = context.HttpContext.RequestServices.GetRequiredService<Identities>();
            if (identities.Of(context.Principal, "OpenId", openId.OwnerClaim, openId.GroupsClaim, openId.RolesClaim, openId.OwnerPrefix) is { } user)
            {
                context.Principal = user;
            }
            else
            {
                context.Fail($"The provider sent no claim '{openId.OwnerClaim}' that names an owner here.");
            }

            return Task.CompletedTask;
        },
        OnRemoteFailure = async context =>
        {
            context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Authentication").LoginFailed(OneLine.Of(context.Failure?.Message));
            context.HandleResponse();
            await ErrorAnswer.WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden, "The login did not succeed; try again.").ConfigureAwait(false);
        },
    };
}
