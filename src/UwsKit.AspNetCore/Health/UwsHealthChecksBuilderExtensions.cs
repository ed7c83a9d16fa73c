using UwsKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health checks of UwsKit.</summary>
public static class UwsHealthChecksBuilderExtensions
{
    /// <summary>Adds <c>uws-node</c>, <c>uws-storage</c>, <c>uws-managers</c> and <c>uws-audit</c>, tagged <c>uws</c>: <c>services.AddHealthChecks().AddUws()</c>.</summary>
    public static IHealthChecksBuilder AddUws(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<UwsNodeHealthCheck>("uws-node", tags: ["uws"])
            .AddCheck<UwsStorageHealthCheck>("uws-storage", tags: ["uws"]).AddCheck<UwsManagersHealthCheck>("uws-managers", tags: ["uws"])
            .AddCheck<UwsAuditHealthCheck>("uws-audit", tags: ["uws"]);
    }
}
