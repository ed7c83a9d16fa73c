using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>Looks whether what the service depends on works: behind the health checks and the VOSI availability alike. Thread-safe.</summary>
internal sealed class ServiceProbe(IServiceProvider services)
{
    // Longer than the time in which a storage tells that all its connections are in use.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly IStorage _storage = services.GetRequiredService<IStorage>();
    private readonly ManagerStatus _managers = services.GetRequiredService<ManagerStatus>();
    private readonly JobLists _lists = services.GetRequiredService<JobLists>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly IHostApplicationLifetime _lifetime = services.GetRequiredService<IHostApplicationLifetime>();
    private readonly ILogger _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("UwsKit.Health");

    /// <summary>Whether the host is about to stop.</summary>
    public bool IsStopping => _lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>The managers that do not answer, of those that a job list uses.</summary>
    public IReadOnlyList<ManagerFault> FaultyManagers() => [.. _managers.Faults.Where(f => _lists.All.Any(l => l.Managers.Contains(f.Manager)))];

    /// <summary>Whether no manager of any list answers.</summary>
    public bool AllManagersFaulty()
    {
        var used = _lists.All.SelectMany(l => l.Managers).Distinct().ToList();
        return used.Count > 0 && used.TrueForAll(m => _managers.Find(m) is not null);
    }

    /// <summary>Deletes a job that cannot exist: a true write, which changes nothing. (A standby, or a file that cannot be written, would still be read.)</summary>
    public async Task<bool> StorageAnswersAsync(CancellationToken ct)
    {
        try
        {
            await _storage.DeleteAsync(JobId.New(_time), ct).AsTask().WaitAsync(Patience, _time, ct).ConfigureAwait(false);
            return true;
        }
        catch (UwsException e) when (e is { Kind: UwsErrorKind.Unavailable, IsBusy: true })
        {
            return true;
        }
        // Whatever else a storage throws, it does not answer: that is what is asked here.
#pragma warning disable CA1031
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // Checks come every few seconds, and a storage that knows that it is away has said so once.
            if (e is not UwsException { Kind: UwsErrorKind.Unavailable })
            {
                _log.StorageCheckFailed(e.Message);
            }

            return false;
        }
    }
}
