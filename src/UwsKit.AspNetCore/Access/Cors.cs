using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Lets pages of the configured origins, and of no other, use the service from a browser; preflight requests are answered here.</summary>
internal sealed class Cors
{
    private readonly CorsPolicy _policy;
    private readonly CorsService _service;

    public Cors(IList<string> origins, ILoggerFactory logs)
    {
        _service = new(Options.Create(new CorsOptions()), logs);
        var builder = new CorsPolicyBuilder([.. origins]).AllowAnyHeader().WithMethods("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")
            .WithExposedHeaders("Location", "WWW-Authenticate", "X-VO-Authenticated", "X-VO-Bearer", "Content-Disposition", "Retry-After").SetPreflightMaxAge(TimeSpan.FromMinutes(10));
        // A browser takes no credentials along to a service that is open to all pages.
        _policy = (origins.Contains("*") ? builder : builder.AllowCredentials()).Build();
    }

    /// <summary>Puts the headers on the answer. True = the request asked for nothing else and is answered.</summary>
    public bool Answers(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count == 0)
        {
            http.Response.Headers.Append("Vary", "Origin");
            return false;
        }

        var result = _service.EvaluatePolicy(http, _policy);
        _service.ApplyResult(result, http.Response);
        if (result.IsPreflightRequest)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return result.IsPreflightRequest;
    }
}
