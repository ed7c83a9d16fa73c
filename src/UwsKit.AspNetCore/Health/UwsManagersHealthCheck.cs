using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UwsKit;

/// <summary>Degraded when a manager's back end does not answer (its jobs stay QUEUED), unhealthy when none does. Thread-safe.</summary>
/// <param name="services">The host's services.</param>
public sealed class UwsManagersHealthCheck(IServiceProvider services) : IHealthCheck
{
    private readonly ServiceProbe _probe = new(services);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = _probe.FaultyManagers();
        var text = string.Join("; ", faults.Select(f => $"{f.Manager} since {UwsTime.Format(f.Since)}: {f.Message}"));
        return Task.FromResult(faults.Count == 0 ? HealthCheckResult.Healthy()
            : _probe.AllManagersFaulty() ? HealthCheckResult.Unhealthy(text)
            : HealthCheckResult.Degraded(text));
    }
}
