using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Before all else of the host: takes identity headers off what does not come from a configured proxy, judged by the connection itself, and only then takes
/// over the forwarded headers of trusted proxies, so that all that follows sees the client's own address and scheme.
/// </summary>
internal sealed class ProxyGate(
    UwsAuthenticationOptions settings, ProxyAddresses proxies, UwsConfiguration uws, IOptions<UwsOptions> host, IConfiguration configuration, ILoggerFactory logs) : IStartupFilter
{
    private readonly string[] _headers = settings.Proxy is not { } proxy ? []
        : [.. ((string?[])[proxy.UserHeader, proxy.GroupsHeader, proxy.RolesHeader, settings.Certificate?.Header]).OfType<string>()];
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger _log = logs.CreateLogger("UwsKit.Authentication");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
    {
        if (_headers.Length > 0 && string.Equals(configuration["FORWARDEDHEADERS_ENABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            // It would let every client choose the address that is judged here.
            throw new UwsConfigurationException("ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true' is not allowed beside Authentication:Proxy; allowed: Uws:TrustedProxies instead");
        }

        var address = new HostAddress(host.Value, uws.Section?.Path ?? nameof(UwsOptions), logs);
        return app =>
        {
            app.Use((http, go) =>
            {
                if (!proxies.Contains(http.Connection.RemoteIpAddress))
                {
                    TakeOff(http);
                }

                address.ApplyForwardedHeaders(http);
                return go(http);
            });
            next(app);
        };
    }

    private void TakeOff(HttpContext http)
    {
        foreach (var header in _headers)
        {
            if (http.Request.Headers.Remove(header) && _told.TryAdd(header, true))
            {
                _log.HeaderTakenOff(header, Transport.AddressOf(http));
            }
        }
    }
}
