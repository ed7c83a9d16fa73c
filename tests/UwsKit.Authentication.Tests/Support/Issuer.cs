using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace UwsKit;

/// <summary>An issuer of JSON Web Tokens with a discovery document and a key set, over HTTP.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;

    private Issuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(_rsa.ExportParameters(false)) { KeyId = "k1" });
        _app.MapGet("/.well-known/openid-configuration", () => TypedResults.Json(new Dictionary<string, object> { ["issuer"] = Url, ["jwks_uri"] = Url + "/keys" }));
        _app.MapGet("/keys", () => TypedResults.Json(new Dictionary<string, object>
        {
            ["keys"] = new[] { new Dictionary<string, string> { ["kty"] = "RSA", ["kid"] = "k1", ["use"] = "sig", ["alg"] = "RS256", ["n"] = key.N, ["e"] = key.E } },
        }));
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<Issuer> StartAsync()
    {
        var issuer = new Issuer();
        await issuer._app.StartAsync();
        return issuer;
    }

    public string Make(string sub, string audience = "uws", TimeSpan? life = null, string? issuer = null, RSA? key = null, string[]? groups = null) => "Bearer " + new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer ?? Url, Audience = audience, IssuedAt = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2), NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2),
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime + (life ?? TimeSpan.FromHours(1)),
        Claims = new Dictionary<string, object> { ["sub"] = sub, ["groups"] = groups ?? [], ["roles"] = new[] { "user" } },
        SigningCredentials = new(new RsaSecurityKey(key ?? _rsa) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
    });

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
