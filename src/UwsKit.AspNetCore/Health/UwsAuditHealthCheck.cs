using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace UwsKit;

/// <summary>Degraded while the audit trail cannot be written; the service goes on. Thread-safe.</summary>
/// <param name="services">The host's services.</param>
public sealed class UwsAuditHealthCheck(IServiceProvider services) : IHealthCheck
{
    private readonly AuditTrail _trail = services.GetRequiredService<AuditTrail>();

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(_trail.Fault is { } fault ? HealthCheckResult.Degraded($"The audit trail cannot be written: {fault}") : HealthCheckResult.Healthy());
}
