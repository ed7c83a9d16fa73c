using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Authentication by the header <c>X-User: name[,role]</c>, challenged as scheme Test.</summary>
internal class TestUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication("Test").AddScheme<AuthenticationSchemeOptions, TestUsers>("Test", null);
        builder.Services.AddAuthorization();
    }

    /// <summary>The same under the name of another scheme.</summary>
    public static void AddAs<T>(WebApplicationBuilder builder, string scheme) where T : TestUsers
    {
        builder.Services.AddAuthentication(scheme).AddScheme<AuthenticationSchemeOptions, T>(scheme, null);
        builder.Services.AddAuthorization();
    }

    /// <summary>What looks like Basic to documents, which go by the handler.</summary>
    public sealed class BasicUsers(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder) : TestUsers(options, logs, encoder);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-User"].ToString() is not { Length: > 0 } header)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var parts = header.Split(',');
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, parts[0]), .. parts.Skip(1).Select(r => new Claim(ClaimTypes.Role, r))], "Test");
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), "Test")));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 401;
        Response.Headers.WWWAuthenticate = "Test realm=\"uws\"";
        return Task.CompletedTask;
    }
}
