using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using UwsKit;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps UwsKit's resources.</summary>
public static class UwsEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps every job list at <c>{prefix}/{list}</c> with all resources of UWS 1.1 §2.2, and beside them <c>{prefix}</c> (the URLs of the lists and documents) and the
    /// documents: <c>availability</c>, <c>capabilities</c>, <c>registry-record</c>, <c>application.wadl</c>, <c>openapi.json</c>, <c>examples</c>,
    /// <c>descriptions</c> and <c>descriptions/{list}</c>. Conventions put on the returned group hold for all of them, but some stay open to callers without
    /// credentials: availability and capabilities by VOSI 1.1, the registry record because registries harvest so and it says of the lists only what the
    /// capabilities say, and the jobs' events, which have tokens of their own.
    /// </summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">Path of the service; may be empty.</param>
    /// <exception cref="InvalidOperationException"><c>AddUws</c> was not called.</exception>
    public static RouteGroupBuilder MapUws(this IEndpointRouteBuilder endpoints, string prefix = "/uws")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        var configuration = services.GetService<UwsConfiguration>()
            ?? throw new InvalidOperationException("MapUws needs the services of UwsKit: call builder.Services.AddUws(…) before builder.Build().");
        prefix = prefix.Trim('/') is { Length: > 0 } path ? $"/{path}" : "";

        // Faults are kept for the one report at the start; a host that has any answers no request.
        var options = services.GetRequiredService<IOptions<UwsOptions>>().Value;
        var http = services.GetRequiredService<IOptions<UwsHttpOptions>>().Value;
        var logs = services.GetRequiredService<ILoggerFactory>();
        var address = new HostAddress(new(), "", logs);
        configuration.Collect(() => address = new(options, configuration.Section?.Path ?? nameof(UwsOptions), logs));
        configuration.Collect(() => http = ReadHttp(configuration.Section?.GetSection("Http"), http));
        var pages = services.GetRequiredService<IOptions<UwsPagesOptions>>().Value;
        configuration.Collect(() => pages = ReadPages(configuration.Section?.GetSection("Pages"), pages));
        if (services.GetService<ICallbackAddresses>() is CallbackAddresses callbacks)
        {
            callbacks.Root = options.CallbackUrl is { } own ? own.GetLeftPart(UriPartial.Path).TrimEnd('/') + prefix : address.UrlOf(prefix);
            callbacks.PublicRoot = address.UrlOf(prefix);
        }

        Drain.Attach(services, http);
        WireRules.DemandStrictLines();
        var host = new Lazy<UwsHost>(() => new(services, options, http, pages, address));
        var group = endpoints.MapGroup(prefix);
        var map = new ResourceMap(group, host, preflights: http.AllowedOrigins.Count > 0);
        foreach (var source in services.GetServices<IResourceSource>())
        {
            source.Map(map, prefix);
        }

        UwsRoutes.Map(map, pages.Enabled);
        if (configuration.Section?.GetSection("Authentication").Exists() == true && services.GetService<ISecurityMethods>() is null)
        {
            // A host that its operator believes to be closed must not stand open.
            configuration.Collect(() => throw new UwsConfigurationException(
                $"{configuration.Section.Path}:Authentication: nothing in this host reads it; allowed: in a host that calls AddUwsAuthentication() of UwsKit.Authentication"));
        }

        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => LogUrls(host.Value, prefix));
        return group;
    }

    private static UwsHttpOptions ReadHttp(IConfigurationSection? section, UwsHttpOptions inCode)
        => section?.Exists() == true ? UwsSettings.Read<UwsHttpOptions>(section) : inCode;

    private static UwsPagesOptions ReadPages(IConfigurationSection? section, UwsPagesOptions inCode)
        => section?.Exists() == true ? UwsSettings.Read<UwsPagesOptions>(section) : inCode;

    private static void LogUrls(UwsHost host, string prefix)
    {
        var addresses = host.Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses;
        var root = host.Address.UrlOf(prefix) ?? addresses?.FirstOrDefault()?.TrimEnd('/') + prefix;
        foreach (var list in host.Lists.All)
        {
            host.Log.ListMapped(list.Name, $"{root}/{list.Name}");
        }
    }
}
