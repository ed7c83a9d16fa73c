namespace UwsKit.Testing;

/// <summary>An event sink that keeps every event and lets a test wait for one. Thread-safe.</summary>
public sealed class RecordingEventSink : IJobEventSink
{
    private readonly Recorder<JobEvent> _events = new();

    /// <summary>All events so far, in the order in which they came.</summary>
    public IReadOnlyList<JobEvent> Events => _events.Items;

    /// <inheritdoc/>
    public ValueTask PostAsync(JobEvent e, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(e);
        _events.Add(e);
        return default;
    }

    /// <summary>The events of one job so far.</summary>
    public IReadOnlyList<JobEvent> Of(JobId job) => [.. Events.Where(e => e.Job == job)];

    /// <summary>Waits for a job's first event in one of the given states; also finds one that came earlier.</summary>
    /// <exception cref="TimeoutException">There was none in time; the message tells what there was instead.</exception>
    public Task<JobEvent> WaitForAsync(JobId job, TimeSpan timeout, CancellationToken ct, params BackendState[] states)
        => _events.FirstAsync(e => e.Job == job && states.Contains(e.State), $"{string.Join(" or ", states)} of {job}", timeout, ct);
}
