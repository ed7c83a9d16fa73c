namespace UwsKit;

/// <summary>
/// All that a client can do with jobs. Every change is one compare-and-swap of the record, judged by <see cref="PhaseRules"/>; refusals are
/// <see cref="UwsException"/>s with one clear line. Knows no access rules: the caller asks only for jobs that it may touch. Thread-safe.
/// </summary>
public sealed class JobService
{
    /// <summary>Creates a job; durable on return (UWS 1.1 §2.2.3.1). Files of a refused request are deleted.</summary>
    public Task<Job> CreateAsync(JobList list, NewJob wish, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Reads a job; null when there is none, it was deleted, or its destruction has passed.</summary>
    public ValueTask<Job?> FindAsync(JobId id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>PHASE=RUN (UWS 1.1 §2.2.3.5): commits a PENDING or HELD job; nothing happens when it runs already; 403 otherwise.</summary>
    public Task<Job> RunAsync(JobId id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>PHASE=ABORT (UWS 1.1 §2.2.3.6): recorded at once, the back end follows; nothing happens when aborted already; 403 on other final phases.</summary>
    public Task<Job> AbortAsync(JobId id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Destroys a job (UWS 1.1 §2.2.3.2), or archives it where the policy says so.</summary>
    public Task DeleteAsync(JobId id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Sets the execution duration (UWS 1.1 §2.2.3.4), clamped to the limit; zero asks for the longest allowed; 403 in final phases.</summary>
    public Task<Job> SetExecutionDurationAsync(JobId id, TimeSpan duration, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Sets the destruction time (UWS 1.1 §2.2.3.3), clamped; null asks for the longest allowed; the past is refused (400).</summary>
    public Task<Job> SetDestructionAsync(JobId id, DateTimeOffset? destruction, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Sets parameters of a PENDING job (403 otherwise): names posted get the posted values, others stay. RUNID sets the run id as well.</summary>
    public Task<Job> SetParametersAsync(JobId id, IReadOnlyList<PostedValue> posted, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>
    /// WAIT (UWS 1.1 §2.2.1.2): answers when the phase changes, at the latest after <paramref name="wait"/> (capped; negative = the cap). Answers at once when
    /// the job is in no blocking phase, or in none of <paramref name="phases"/>. Null when the job is gone. Holds no thread.
    /// </summary>
    /// <param name="job">The job as the caller has just read it; its owner counts for the cap on waiters.</param>
    /// <param name="wait">How long to block.</param>
    /// <param name="phases">Block only in one of these; null = in any blocking phase.</param>
    /// <param name="ct">The client went away.</param>
    public Task<Job?> WaitAsync(Job job, TimeSpan wait, PhaseSet? phases, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>A list, page by page as the consumer pulls: constant memory however long it is.</summary>
    public IAsyncEnumerable<JobSummary> ListAsync(JobQuery query, int? last, CancellationToken ct) => throw new NotSupportedException();
}
