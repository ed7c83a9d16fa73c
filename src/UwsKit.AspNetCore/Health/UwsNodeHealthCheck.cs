using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UwsKit;

/// <summary>Unhealthy from the moment on when the host is asked to stop: a load balancer sends its requests elsewhere. Thread-safe.</summary>
/// <param name="services">The host's services.</param>
public sealed class UwsNodeHealthCheck(IServiceProvider services) : IHealthCheck
{
    private readonly ServiceProbe _probe = new(services);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(_probe.IsStopping ? HealthCheckResult.Unhealthy("The service is about to stop.") : HealthCheckResult.Healthy());
}
