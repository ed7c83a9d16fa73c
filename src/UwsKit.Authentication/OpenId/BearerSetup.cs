using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>JSON Web Tokens, by the framework's own handler.</summary>
internal static class BearerSetup
{
    public static void Add(AuthenticationBuilder builder, BearerOptions bearer) => builder.AddJwtBearer(Schemes.Bearer, o =>
    {
        o.Authority = bearer.Authority!.AbsoluteUri;
        o.Audience = bearer.Audience;
        o.RequireHttpsMetadata = !bearer.Authority.IsLoopback;
        o.MapInboundClaims = false;
        o.SaveToken = false;
        // Not its text in answers: it says which keys are known and why one does not fit.
        o.IncludeErrorDetails = false;
        o.TokenValidationParameters.ValidateAudience = true;
        o.TokenValidationParameters.ValidateIssuer = true;
        o.TokenValidationParameters.RequireSignedTokens = true;
        o.TokenValidationParameters.RequireExpirationTime = true;
        o.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(60);
        o.Events = new()
        {
            OnTokenValidated = context =>
            {
                var identities = context.HttpContext.RequestServices.GetRequiredService<Identities>();
                if (identities.Of(context.Principal, "Bearer", bearer.OwnerClaim, bearer.GroupsClaim, bearer.RolesClaim, bearer.OwnerPrefix) is { } user)
                {
                    context.Principal = user;
                }
                else
                {
                    context.Fail(new UwsException(UwsErrorKind.Unauthorized, $"The token has no claim '{bearer.OwnerClaim}' that names an owner here."));
                }

                return Task.CompletedTask;
            },
        };
    });
}
