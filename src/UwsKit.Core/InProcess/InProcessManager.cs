using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Runs jobs that are C# delegates inside the host. They end with the host: after a restart such a job is in ERROR (transient). A delegate ends by returning
/// (COMPLETED) or by throwing (ERROR with the exception's message; <see cref="UwsException"/> of kind Unavailable = transient). Thread-safe.
/// </summary>
public sealed class InProcessManager : IManager, ISlotManager, IAsyncDisposable
{
    private readonly ConcurrentDictionary<JobId, Running> _running = new();
    private readonly ConcurrentDictionary<JobId, JobEvent> _ended = new();
    private volatile bool _stopping;
    private readonly Dictionary<string, Func<InProcessJob, CancellationToken, Task>> _work;
    private readonly IJobEventSink _events;
    private readonly IFileStorage _files;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly int _slots;

    /// <summary>Makes a manager for the given work, by name of description; of several with one name the first counts.</summary>
    public InProcessManager(
        IEnumerable<InProcessWork> work, IJobEventSink events, IFileStorage files, TimeProvider time, ILogger<InProcessManager> log, int slots = 0)
    {
        _work = work.DistinctBy(w => w.Description, StringComparer.Ordinal).ToDictionary(w => w.Description, w => w.Run, StringComparer.Ordinal);
        (_events, _files, _time, _log, _slots) = (events, files, time, log, slots > 0 ? slots : Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    public ManagerScope Scope => ManagerScope.Node;

    /// <inheritdoc/>
    public int FreeSlots => Math.Max(0, _slots - _running.Count);

    /// <inheritdoc/>
    public ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (!_work.TryGetValue(submission.Description.Name, out var work))
        {
            return new(new SubmitOutcome.Refused($"this host has no code for '{submission.Description.Name}'"));
        }

        var running = new Running(submission.Attempt, new());
        if (_running.TryAdd(submission.Job.Id, running))
        {
            running.Task = Task.Run(() => RunAsync(submission, work, running), CancellationToken.None);
        }

        return new(new SubmitOutcome.Accepted(submission.Job.Id.Value));
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync(PlacedJob job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (_running.TryGetValue(job.Id, out var running))
        {
            await running.Stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        // First who runs, then who has ended: in between a job is in both.
        return new([.. jobs.Select(j => _running.TryGetValue(j.Id, out var r) && r.Attempt == j.Attempt
            ? new JobEvent(j.Id, BackendState.Running, j.Attempt)
            : _ended.TryGetValue(j.Id, out var end) && end.Attempt == j.Attempt ? end
            : new JobEvent(j.Id, BackendState.Failed, j.Attempt) { Transient = true, Message = "the service was restarted while the job ran" })]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        foreach (var running in _running.Values)
        {
            await running.Stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(JobSubmission submission, Func<InProcessJob, CancellationToken, Task> work, Running running)
    {
        var id = submission.Job.Id;
        var attempt = submission.Attempt;
        JobEvent end;
        try
        {
            await PostAsync(new(id, BackendState.Running, attempt) { StartedAt = _time.Now() }).ConfigureAwait(false);
            var job = new InProcessJob(submission.Job, _files, _time, (progress, ct) => _events.PostAsync(new(id, BackendState.Running, attempt) { Progress = progress }, ct));
            await work(job, running.Stop.Token).ConfigureAwait(false);
            end = new(id, BackendState.Finished, attempt);
        }
        catch (OperationCanceledException) when (running.Stop.IsCancellationRequested)
        {
            end = new(id, BackendState.Cancelled, attempt) { Transient = true, Message = "the service stopped the job" };
        }
        catch (Exception e)
        {
            end = new(id, BackendState.Failed, attempt) { Message = e.Message, Transient = e is UwsException { Kind: UwsErrorKind.Unavailable } };
        }

        if (_stopping)
        {
            // The host ends, and the job with it; the next start says so.
            return;
        }

        // The slot is free before the end is told, so that the next job can take it at once. Until it is told a probe must hear of it as well.
        _ended[id] = end = end with { EndedAt = _time.Now() };
        _running.TryRemove(id, out _);
        await PostAsync(end).ConfigureAwait(false);
        _ended.TryRemove(id, out _);
    }

    private async Task PostAsync(JobEvent e)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause < TimeSpan.FromMinutes(1) ? pause * 2 : pause)
        {
            try
            {
                await _events.PostAsync(e, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (Exception away) when (!_stopping)
            {
                Log.ManagerFailed(_log, away, "in-process", e.Job);
                await Task.Delay(pause, _time).ConfigureAwait(false);
            }
        }
    }

    private sealed record Running(int Attempt, CancellationTokenSource Stop)
    {
        public Task? Task { get; set; }
    }
}

/// <summary>The code of one description.</summary>
/// <param name="Description">The description's name.</param>
/// <param name="Run">The work; it should heed the token.</param>
public sealed record InProcessWork(string Description, Func<InProcessJob, CancellationToken, Task> Run);
