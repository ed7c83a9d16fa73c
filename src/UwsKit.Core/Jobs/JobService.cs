using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// All that a client can do with jobs. Every change is one compare-and-swap of the record, judged by <see cref="PhaseRules"/>; refusals are
/// <see cref="UwsException"/>s with one clear line. Knows no access rules: the caller asks only for jobs that it may touch. Thread-safe.
/// </summary>
public sealed class JobService
{
    private const int PageSize = 1000;

    private readonly JobLists _lists;
    private readonly JobDescriptions _descriptions;
    private readonly JobRecords _records;
    private readonly JobParameterChanges _parameters;
    private readonly JobWaits _waits;
    private readonly JobHints _hints;
    private readonly IStorage _storage;
    private readonly ManagerStatus _managers;
    private readonly ProvenanceKeeper _provenance;
    private readonly TimeProvider _time;

    internal JobService(
        JobLists lists, JobDescriptions descriptions, JobRecords records, JobParameterChanges parameters, JobWaits waits, JobHints hints,
        IStorage storage, ManagerStatus managers, ProvenanceKeeper provenance, TimeProvider time)
        => (_lists, _descriptions, _records, _parameters, _waits, _hints, _storage, _managers, _provenance, _time)
            = (lists, descriptions, records, parameters, waits, hints, storage, managers, provenance, time);

    /// <summary>Creates a job; durable on return (UWS 1.1 §2.2.3.1). Files of a refused request are deleted.</summary>
    public async Task<Job> CreateAsync(JobList list, NewJob wish, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(wish);
        try
        {
            var job = await MakeAsync(list, wish).ConfigureAwait(false);
            await _records.CreateAsync(job, ct).ConfigureAwait(false);
            return job;
        }
        catch
        {
            await _parameters.DiscardAsync(wish.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads a job; null when there is none, it was deleted, or its destruction has passed.</summary>
    public async ValueTask<Job?> FindAsync(JobId id, CancellationToken ct)
    {
        var job = await _records.GetAsync(id, ct).ConfigureAwait(false);
        if (job is { Phase: not ExecutionPhase.Archived, Destruction: { } destruction } && destruction <= _time.GetUtcNow())
        {
            job = await DestroyAsync(id, "destruction time", clientAsked: false, ct).ConfigureAwait(false);
        }

        return job is { Deleted: false } ? job : null;
    }

    /// <summary>PHASE=RUN (UWS 1.1 §2.2.3.5): commits a PENDING or HELD job; nothing happens when it runs already; 403 otherwise.</summary>
    public Task<Job> RunAsync(JobId id, CancellationToken ct) => ChangeAsync(id, new() { Run = true }, "RUN", ct);

    /// <summary>PHASE=ABORT (UWS 1.1 §2.2.3.6): recorded at once, the back end follows; nothing happens when aborted already; 403 on other final phases.</summary>
    public Task<Job> AbortAsync(JobId id, CancellationToken ct) => ChangeAsync(id, new() { Run = false }, "ABORT", ct);

    /// <summary>Destroys a job (UWS 1.1 §2.2.3.2), or archives it where the policy says so.</summary>
    public async Task DeleteAsync(JobId id, CancellationToken ct)
        => Found(id, await DestroyAsync(id, "DELETE", clientAsked: true, ct).ConfigureAwait(false));

    /// <summary>Sets the execution duration (UWS 1.1 §2.2.3.4), clamped to the limit; zero asks for the longest allowed; 403 in final phases.</summary>
    public Task<Job> SetExecutionDurationAsync(JobId id, TimeSpan duration, CancellationToken ct)
        => ChangeAsync(id, new() { ExecutionDuration = duration }, "EXECUTIONDURATION", ct);

    /// <summary>Sets the destruction time (UWS 1.1 §2.2.3.3), clamped; null asks for the longest allowed; the past is refused (400).</summary>
    public Task<Job> SetDestructionAsync(JobId id, DateTimeOffset? destruction, CancellationToken ct)
        => ChangeAsync(id, new() { SetsDestruction = true, Destruction = destruction }, "DESTRUCTION", ct);

    /// <summary>Changes with whom the job is shared (<see cref="Job.SharedWith"/>); the function may be called several times.</summary>
    public async Task<Job> ShareAsync(JobId id, Func<IReadOnlyList<string>, IReadOnlyList<string>> change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Found(id, await _records.ChangeAsync(id, "SHARING", job =>
        {
            var shared = change(Visible(job).SharedWith);
            return shared.SequenceEqual(job.SharedWith, StringComparer.Ordinal) ? job : job with { SharedWith = shared };
        }, ct).ConfigureAwait(false));
    }

    /// <summary>Sets parameters of a PENDING job (403 otherwise): names posted get the posted values, others stay. RUNID sets the run id as
    /// well. An empty value where none can be empty (a number, a file, …) takes the parameter back: its default counts again.</summary>
    public async Task<Job> SetParametersAsync(JobId id, IReadOnlyList<PostedValue> posted, CancellationToken ct)
        => Found(id, await _parameters.SetAsync(id, posted, OwnListOfAsync, job => job, ct).ConfigureAwait(false));

    /// <summary>Everything that one request wants changed, with one compare-and-swap: all of it or, when a part is refused, nothing.</summary>
    internal async Task<Job> ChangeAsync(JobId id, WantedChange change, string cause, CancellationToken ct)
    {
        // Judged by the description that the job was created with, which may have to be read.
        var pending = change.Run == true && await _records.GetAsync(id, ct).ConfigureAwait(false) is { Phase: ExecutionPhase.Pending, Deleted: false } found ? found : null;
        var own = pending is not null && _lists.Find(pending.JobList) is not null ? await OwnListOfAsync(pending, ct).ConfigureAwait(false) : null;
        var changed = Found(id, change.Posted.Count > 0
            ? await _parameters.SetAsync(id, change.Posted, OwnListOfAsync, Apply, ct).ConfigureAwait(false)
            : await _records.ChangeAsync(id, cause, job => Apply(Visible(job)), ct).ConfigureAwait(false));
        if (change.Run == true || change.ExecutionDuration is not null)
        {
            _hints.Wish(changed);
        }

        return changed;

        Job Apply(Job job)
        {
            job = change.ExecutionDuration is { } duration ? WithDuration(job, duration) : job;
            job = change.SetsDestruction ? WithDestruction(job, change.Destruction) : job;
            return change.Run switch { true => Run(job, own), false => Abort(job), null => job };
        }
    }

    /// <summary>
    /// WAIT (UWS 1.1 §2.2.1.2): answers when the phase changes, at the latest after <paramref name="wait"/> (capped; negative = the cap). Answers at once when
    /// the job is in no blocking phase, or in none of <paramref name="phases"/>. Null when the job is gone. Holds no thread.
    /// </summary>
    /// <param name="job">The job as the caller has just read it; its owner counts for the cap on waiters.</param>
    /// <param name="wait">How long to block.</param>
    /// <param name="phases">Block only in one of these; null = in any blocking phase.</param>
    /// <param name="ct">The client went away.</param>
    public Task<Job?> WaitAsync(Job job, TimeSpan wait, PhaseSet? phases, CancellationToken ct)
        => _waits.WaitAsync(job, wait, phases, FindAsync, ct);

    /// <summary>A place among the waiters, whose number is limited; null = there is none left.</summary>
    internal IDisposable? TryEnterWait(string? owner) => _waits.TryEnter(owner);

    /// <summary>
    /// Answers when the job is over or gone (null), after <paramref name="wait"/> (capped; negative = the cap of WAIT), or when the host stops. The caller has a
    /// place among the waiters.
    /// </summary>
    internal Task<Job?> WaitUntilOverAsync(Job job, TimeSpan wait, CancellationToken ct) => _waits.UntilOverAsync(job, wait, FindAsync, ct);

    /// <summary>A list, page by page as the consumer pulls: constant memory however long it is.</summary>
    /// <param name="query">What to list, in the default order; its <see cref="JobQuery.Take"/> is not used.</param>
    /// <param name="last">At most so many; null = all.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<JobSummary> ListAsync(JobQuery query, int? last, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var left = last ?? int.MaxValue;
        while (left > 0)
        {
            var page = await _storage.ListAsync(query with { Take = Math.Min(left, PageSize) }, ct).ConfigureAwait(false);
            foreach (var entry in page)
            {
                yield return entry;
            }

            left -= page.Count;
            if (page.Count < PageSize)
            {
                yield break;
            }

            query = query with { Before = new(page[^1].CreationTime, page[^1].Id) };
        }
    }

    /// <summary>Destroys a job by its policy; the answer is the record that remains, a tombstone included.</summary>
    internal async ValueTask<Job?> DestroyAsync(JobId id, string cause, bool clientAsked, CancellationToken ct)
    {
        if (await _records.GetAsync(id, ct).ConfigureAwait(false) is { Deleted: false } ended && PhaseRules.Final.Contains(ended.Phase) && Keeps(ended, clientAsked))
        {
            // The archived record has no results any more.
            await _provenance.KeepAsync(ended, goes: false, ct).ConfigureAwait(false);
        }

        return await _records.ChangeAsync(id, cause, job =>
        {
            if (job.Deleted || (!clientAsked && (job.Destruction is not { } due || due > _time.GetUtcNow() || job.Phase is ExecutionPhase.Archived)))
            {
                return job;
            }

            return Keeps(job, clientAsked) ? JobMoves.Archive(job, _time.Now()) : JobMoves.Bury(job, _time.Now());
        }, ct).ConfigureAwait(false);
    }

    private bool Keeps(Job job, bool clientAsked)
    {
        var policy = _lists.Find(job.JobList)?.Options.Archive ?? ArchivePolicy.Never;
        return job.Phase is not ExecutionPhase.Archived && (policy is ArchivePolicy.Always || (policy is ArchivePolicy.AtDestruction && !clientAsked));
    }

    private async ValueTask<Job> MakeAsync(JobList list, NewJob wish)
    {
        var now = _time.Now();
        if (wish.RunId?.Length > ParameterNames.LongestRunId)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"RUNID has {wish.RunId.Length} characters; allowed are 64.");
        }

        var job = new Job
        {
            Id = wish.Id,
            JobList = list.Name,
            OwnerId = wish.OwnerId,
            RunId = wish.RunId,
            CreationTime = now,
            ExecutionDuration = wish.ExecutionDuration is { } wished ? list.Clamp(wished) : list.DefaultExecutionDuration,
            Destruction = wish.Destruction is { } destruction ? ClampDestruction(list, destruction) : ClampDestruction(list, now + list.DefaultLifetime),
            Description = new(list.Description.Name, list.Description.Version, list.Digest),
            Parameters = await _parameters.FirstAsync(list, wish).ConfigureAwait(false),
            TraceParent = wish.TraceParent,
            Reproduces = wish.Reproduces,
        };
        return wish.Run ? Commit(Welcome(job), list) : Welcome(job);
    }

    private Job Run(Job job, JobList? own) => job.Phase switch
    {
        ExecutionPhase.Pending => Commit(Welcome(job), own ?? ListOf(job)),
        ExecutionPhase.Held when job.Placement?.State is PlacementState.Placed or PlacementState.Submitting => Release(job),
        ExecutionPhase.Held => JobMoves.Queue(job, ListOf(job).ManagerOf(job), _time.Now()),
        ExecutionPhase.Queued or ExecutionPhase.Executing or ExecutionPhase.Suspended => job,
        _ => throw Refused(job, "cannot be run"),
    };

    private Job Abort(Job job) => job.Phase switch
    {
        ExecutionPhase.Aborted => job,
        ExecutionPhase.Completed or ExecutionPhase.Error or ExecutionPhase.Archived => throw Refused(job, "cannot be aborted"),
        _ => JobMoves.Abort(job, _time.Now()),
    };

    private Job WithDuration(Job job, TimeSpan duration)
    {
        if (PhaseRules.Final.Contains(job.Phase))
        {
            throw Refused(job, "cannot get another execution duration");
        }

        // A submission that is under way has read the record before: it must hear of the change as well.
        var clamped = ListOf(job).Clamp(duration);
        return clamped == job.ExecutionDuration ? job : job with
        {
            ExecutionDuration = clamped,
            Placement = job.Placement is { State: PlacementState.Placed or PlacementState.Submitting } p ? p with { TellDuration = true } : job.Placement,
        };
    }

    private Job WithDestruction(Job job, DateTimeOffset? destruction) => job.Phase is ExecutionPhase.Archived
        ? throw Refused(job, "cannot get another destruction time")
        : job with { Destruction = ClampDestruction(ListOf(job), destruction) };

    // Where the list says so a job is not taken while its manager is down; it stays as it was and can be sent, or run, again.
    private Job Welcome(Job job)
    {
        var list = ListOf(job);
        if (list.Options.RefuseWhenManagerDown != true || _managers.Find(list.ManagerOf(job)) is not { } fault)
        {
            return job;
        }

        throw new UwsException(UwsErrorKind.Unavailable, $"The back end '{fault.Manager}' of '{list.Name}' does not answer since {UwsTime.Format(fault.Since)}; try again later.")
        {
            RetryAfter = TimeSpan.FromSeconds(fault.Since > _time.Now() - TimeSpan.FromMinutes(1) ? 30 : 120),
        };
    }

    // A job is checked as a whole when it is committed: step by step its parameters may still be incomplete.
    private Job Commit(Job job, JobList list)
    {
        var faults = JobParameterChanges.FaultsBeforeRun(list, job);
        if (faults.Count == 0)
        {
            return JobMoves.Queue(job, list.ManagerOf(job), _time.Now());
        }

        return list.Options.LazyValidation == true
            ? JobMoves.Fail(job, new JobError(Transient: false, faults[0], string.Join('\n', faults)), _time.Now())
            : throw new UwsException(UwsErrorKind.Invalid, string.Join('\n', faults));
    }

    private Job Release(Job job) => JobMoves.To(job, ExecutionPhase.Queued, _time.Now()) with { Placement = job.Placement! with { TellRelease = true } };

    private DateTimeOffset? ClampDestruction(JobList list, DateTimeOffset? wished)
    {
        var now = _time.Now();
        if (wished <= now)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"DESTRUCTION={UwsTime.Format(wished.Value)} is in the past; to remove the job now, DELETE it.");
        }

        var longest = now + list.Options.MaxLifetime;
        return wished is null || wished > longest ? longest ?? wished : wished;
    }

    private JobList ListOf(Job job) => _lists.Find(job.JobList)
        ?? throw new UwsException(UwsErrorKind.Forbidden, $"The job list '{job.JobList}' is no longer offered here; the job can only be read, aborted or deleted.");

    private ValueTask<JobList> OwnListOfAsync(Job job, CancellationToken ct) => _descriptions.ListOfAsync(job, ListOf(job).Options, ct);

    private static Job Visible(Job job) => job.Deleted ? throw NotFound(job.Id) : job;

    private static Job Found(JobId id, Job? job) => job ?? throw NotFound(id);

    private static UwsException NotFound(JobId id) => new(UwsErrorKind.NotFound, $"There is no job {id}.");

    private static UwsException Refused(Job job, string what)
        => new(UwsErrorKind.Forbidden, $"Job {job.Id} is {job.Phase.ToWord()} and {what}.");
}
