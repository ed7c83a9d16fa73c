using System.Collections.Concurrent;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Keeps all events in order, and lets tests wait for one.</summary>
public sealed class RecordingSink : IJobEventSink
{
    private readonly List<JobEvent> _events = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    public int Refused { get; private set; }

    public IReadOnlyList<JobEvent> Of(JobId job)
    {
        lock (_events)
        {
            return [.. _events.Where(e => e.Job == job)];
        }
    }

    /// <summary>The next events are refused, as by a storage that is away.</summary>
    public void FailNext(int times) => _failures = times;

    public ValueTask PostAsync(JobEvent e, CancellationToken ct)
    {
        lock (_events)
        {
            if (_failures > 0)
            {
                _failures--;
                Refused++;
                throw new UwsException(UwsErrorKind.Unavailable, "the storage is away");
            }

            _events.Add(e);
            _news.TrySetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return default;
    }

    public async Task<JobEvent> WaitAsync(JobId job, Func<JobEvent, bool> wanted)
    {
        using var patience = new CancellationTokenSource(TestHost.Patience);
        while (true)
        {
            Task news;
            lock (_events)
            {
                if (_events.Find(e => e.Job == job && wanted(e)) is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            try
            {
                await news.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("no such event; there were: " + string.Join("; ", Of(job)));
            }
        }
    }

    public Task<JobEvent> WaitForEndAsync(JobId job)
        => WaitAsync(job, e => e.State is not (BackendState.Queued or BackendState.Running));
}
