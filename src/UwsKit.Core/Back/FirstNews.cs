using System.Collections.Concurrent;

namespace UwsKit;

/// <summary>
/// Events that come while the acceptance of their submission is being recorded. The first is recorded with it, by one change of the record; those after it
/// wait until that is done, so that no two changes of one job meet. Quick work then costs one change of the record instead of two or three. Thread-safe.
/// </summary>
internal sealed class FirstNews
{
    private readonly ConcurrentDictionary<JobId, Reception> _open = new();

    /// <summary>From now on, until it is disposed of, the events of this attempt come here first. Takes the place of an earlier attempt's.</summary>
    public Reception Open(JobId job, int attempt) => _open[job] = new(this, job, attempt);

    /// <summary>Leaves an event to the submission that is being recorded.</summary>
    /// <returns>Whether it was recorded; false = whoever has the event records it.</returns>
    public Task<bool> GiveAsync(JobEvent e) => _open.TryGetValue(e.Job, out var reception) ? reception.GiveAsync(e) : Task.FromResult(false);

    /// <summary>What came of one attempt.</summary>
    public sealed class Reception(FirstNews all, JobId job, int attempt) : IDisposable
    {
        private readonly TaskCompletionSource<JobEvent?> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // True = the first event was recorded.
        private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _recorded;

        /// <summary>The first event; null = none has come in that time, and none is taken any more.</summary>
        public async Task<JobEvent?> FirstAsync(TimeSpan patience)
        {
            // By the machine's clock: this is about its pace, not about the times of jobs.
            await ((Task)_first.Task).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _first.TrySetResult(null);
            return await _first.Task.ConfigureAwait(false);
        }

        /// <summary>The first event is in the record.</summary>
        public void Recorded() => _recorded = true;

        /// <inheritdoc cref="FirstNews.GiveAsync"/>
        public async Task<bool> GiveAsync(JobEvent e)
        {
            var first = e.Attempt == attempt && _first.TrySetResult(e);
            return await _end.Task.ConfigureAwait(false) && first;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            all._open.TryRemove(new(job, this));
            _end.TrySetResult(_recorded);
        }
    }
}
