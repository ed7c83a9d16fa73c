using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UwsKit;

/// <summary>Unhealthy when the storage does not answer a read within five seconds. Thread-safe.</summary>
/// <param name="services">The host's services.</param>
public sealed class UwsStorageHealthCheck(IServiceProvider services) : IHealthCheck
{
    private readonly ServiceProbe _probe = new(services);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => await _probe.StorageAnswersAsync(cancellationToken).ConfigureAwait(false)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The storage does not answer.");
}
