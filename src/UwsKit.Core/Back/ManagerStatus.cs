using System.Collections.Concurrent;

namespace UwsKit;

/// <summary>What this node knows about its managers' back ends: written by submitter and sweeper, read by health checks. Thread-safe.</summary>
public sealed class ManagerStatus(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ManagerFault> _faults = new();

    /// <summary>The managers whose last call failed.</summary>
    public IReadOnlyCollection<ManagerFault> Faults => [.. _faults.Values];

    /// <summary>The manager answered.</summary>
    public void Answered(string manager) => _faults.TryRemove(manager, out _);

    /// <summary>The manager's back end did not answer.</summary>
    public void Failed(string manager, string message)
        => _faults.AddOrUpdate(manager, _ => new(manager, message, time.Now()), (_, f) => f with { Message = message });

    /// <summary>Why a manager is down; null = it is not, as far as known.</summary>
    public ManagerFault? Find(string manager) => _faults.GetValueOrDefault(manager);
}

/// <summary>A manager whose back end does not answer.</summary>
/// <param name="Manager">Its name in the configuration.</param>
/// <param name="Message">The last error.</param>
/// <param name="Since">Since when.</param>
public sealed record ManagerFault(string Manager, string Message, DateTimeOffset Since);
