using System.Collections.Concurrent;
using System.Globalization;

namespace UwsKit.Testing;

/// <summary>
/// A manager whose jobs a test drives by hand: it keeps every call, answers submissions as told, and its back end stands where the test put it.
/// Register it as keyed service like any other; set <see cref="Sink"/> before the first report. Thread-safe.
/// </summary>
public sealed class ScriptedManager : IManager, ISlotManager, IDurationManager, IHoldingManager
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(JobId, int), JobEvent> _standing = new();
    private readonly ConcurrentDictionary<JobId, int> _attempts = new();
    private readonly Recorder<JobSubmission> _submissions = new();
    private readonly Recorder<PlacedJob> _cancelled = new(), _forgotten = new(), _released = new();
    private readonly Recorder<IReadOnlyList<PlacedJob>> _probes = new();
    private readonly Recorder<(PlacedJob, TimeSpan?)> _durations = new();
    private int _backendId, _callsWhileAway;

    /// <summary>Where reports go; the host's own sink.</summary>
    public IJobEventSink? Sink { get; set; }

    /// <inheritdoc/>
    public ManagerScope Scope { get; set; } = ManagerScope.Shared;

    /// <inheritdoc/>
    public int FreeSlots { get; set; } = int.MaxValue;

    /// <summary>While true every call throws <see cref="UwsErrorKind.Unavailable"/>.</summary>
    public bool IsAway { get; set; }

    /// <summary>What a submission is answered: <see cref="SubmitOutcome.Accepted"/> unless a test says otherwise. May throw.</summary>
    public Func<JobSubmission, SubmitOutcome>? OnSubmit { get; set; }

    /// <summary>What happens after a job was told to stop; a test may <see cref="Put"/> it as still running.</summary>
    public Action<PlacedJob>? OnCancel { get; set; }

    /// <summary>What happens when an execution duration is passed on; may throw.</summary>
    public Action<PlacedJob>? OnDuration { get; set; }

    /// <summary>How many calls came while <see cref="IsAway"/>.</summary>
    public int CallsWhileAway => Volatile.Read(ref _callsWhileAway);

    /// <summary>Every submission, repeated ones too.</summary>
    public IReadOnlyList<JobSubmission> Submissions => _submissions.Items;
    /// <summary>Every job that was cancelled.</summary>
    public IReadOnlyList<PlacedJob> Cancelled => _cancelled.Items;
    /// <summary>Every job that was forgotten.</summary>
    public IReadOnlyList<PlacedJob> Forgotten => _forgotten.Items;
    /// <summary>Every job that was released from a hold.</summary>
    public IReadOnlyList<PlacedJob> Released => _released.Items;
    /// <summary>The jobs of each probe.</summary>
    public IReadOnlyList<IReadOnlyList<PlacedJob>> Probes => _probes.Items;
    /// <summary>Every execution duration that was passed on.</summary>
    public IReadOnlyList<(PlacedJob Job, TimeSpan? Duration)> Durations => _durations.Items;

    /// <inheritdoc/>
    public ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ThrowIfAway();
        var id = submission.Job.Id;
        _attempts[id] = submission.Attempt;
        var outcome = OnSubmit?.Invoke(submission)
            ?? new SubmitOutcome.Accepted("scripted-" + Interlocked.Increment(ref _backendId).ToString(CultureInfo.InvariantCulture));
        if (outcome is SubmitOutcome.Accepted accepted)
        {
            _standing.TryAdd((id, submission.Attempt), new(id, BackendState.Queued, submission.Attempt) { BackendId = accepted.BackendId });
        }

        _submissions.Add(submission);
        return new(outcome);
    }

    /// <inheritdoc/>
    public ValueTask CancelAsync(PlacedJob job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ThrowIfAway();
        _standing.AddOrUpdate((job.Id, job.Attempt), _ => new(job.Id, BackendState.Lost, job.Attempt),
            (_, e) => e.State is BackendState.Finished or BackendState.Failed ? e : new(job.Id, BackendState.Cancelled, job.Attempt));
        OnCancel?.Invoke(job);
        _cancelled.Add(job);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        ThrowIfAway();
        _probes.Add(jobs);
        return new([.. jobs.Select(j => _standing.GetValueOrDefault((j.Id, j.Attempt)) ?? new(j.Id, BackendState.Lost, j.Attempt))]);
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(PlacedJob job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ThrowIfAway();
        _standing.TryRemove((job.Id, job.Attempt), out _);
        _forgotten.Add(job);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask SetDurationAsync(PlacedJob job, TimeSpan? duration, CancellationToken ct)
    {
        ThrowIfAway();
        OnDuration?.Invoke(job);
        _durations.Add((job, duration));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(PlacedJob job, CancellationToken ct)
    {
        ThrowIfAway();
        _released.Add(job);
        return default;
    }

    /// <summary>Waits until a job has been submitted.</summary>
    public Task<JobSubmission> WaitForSubmissionAsync(JobId job, CancellationToken ct)
        => _submissions.FirstAsync(s => s.Job.Id == job, $"submission of {job}", Patience, ct);

    /// <summary>Waits until a job has been cancelled.</summary>
    public Task<PlacedJob> WaitForCancelAsync(JobId job, CancellationToken ct)
        => _cancelled.FirstAsync(j => j.Id == job, $"cancel of {job}", Patience, ct);

    /// <summary>Waits until a job has been forgotten.</summary>
    public Task<PlacedJob> WaitForForgetAsync(JobId job, CancellationToken ct)
        => _forgotten.FirstAsync(j => j.Id == job, $"forgetting of {job}", Patience, ct);

    /// <summary>Waits until a job has been released from a hold.</summary>
    public Task<PlacedJob> WaitForReleaseAsync(JobId job, CancellationToken ct)
        => _released.FirstAsync(j => j.Id == job, $"release of {job}", Patience, ct);

    /// <summary>Waits until a job's execution duration has been passed on.</summary>
    public async Task<TimeSpan?> WaitForDurationAsync(JobId job, CancellationToken ct)
        => (await _durations.FirstAsync(d => d.Item1.Id == job, $"execution duration of {job}", Patience, ct).ConfigureAwait(false)).Item2;

    /// <summary>Says how a job stands, without an event: as when the event was lost on its way. Probes answer it from now on.</summary>
    public JobEvent Put(JobId job, BackendState state, Func<JobEvent, JobEvent>? with = null)
    {
        var plain = new JobEvent(job, state, _attempts.GetValueOrDefault(job, 1));
        var e = with?.Invoke(plain) ?? plain;
        return _standing[(job, e.Attempt)] = e;
    }

    /// <summary>Says how a job stands and posts the event; durable on return, as <see cref="IJobEventSink.PostAsync"/> is.</summary>
    public ValueTask ReportAsync(JobId job, BackendState state, Func<JobEvent, JobEvent>? with = null, CancellationToken ct = default)
    {
        var sink = Sink ?? throw new InvalidOperationException($"Set {nameof(ScriptedManager)}.{nameof(Sink)} before reporting.");
        return sink.PostAsync(Put(job, state, with), ct);
    }

    /// <summary>The work begins.</summary>
    public ValueTask RunAsync(JobId job, CancellationToken ct = default) => ReportAsync(job, BackendState.Running, null, ct);

    /// <summary>The work ends with exit status 0.</summary>
    public ValueTask FinishAsync(JobId job, CancellationToken ct = default) => ReportAsync(job, BackendState.Finished, e => e with { ExitCode = 0 }, ct);

    /// <summary>The work fails.</summary>
    public ValueTask FailAsync(JobId job, string message, int exitCode = 1, CancellationToken ct = default)
        => ReportAsync(job, BackendState.Failed, e => e with { Message = message, ExitCode = exitCode }, ct);

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _callsWhileAway);
            throw new UwsException(UwsErrorKind.Unavailable, "The scripted back end is away.");
        }
    }
}
