using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local;

/// <summary>
/// Passes the events of one job on, the newest only, and tries again until the sink has taken it: the end of a job is never dropped while
/// the server lives (afterwards the record on disk tells).
/// </summary>
internal sealed class EventMailbox(IJobEventSink sink, TimeProvider time, ILogger logger, CancellationToken stop)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private JobEvent? _next;
    private bool _posting;

    public void Post(JobEvent e)
    {
        lock (_lock)
        {
            _next = e;
            if (_posting)
            {
                return;
            }

            _posting = true;
        }

        _ = PostAllAsync();
    }

    private async Task PostAllAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = TimeSpan.FromMilliseconds(100);
        while (Take() is { } e)
        {
            try
            {
                await sink.PostAsync(e, stop).ConfigureAwait(false);
                pause = TimeSpan.FromMilliseconds(100);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a sink throws, the event is tried again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                logger.EventNotRecorded(e.Job, e.State, pause, failure.Message);
                PutBack(e);
                await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private JobEvent? Take()
    {
        lock (_lock)
        {
            var e = _next;
            _next = null;
            _posting = e is not null;
            return e;
        }
    }

    private void PutBack(JobEvent e)
    {
        lock (_lock)
        {
            _next ??= e;
        }
    }
}
