namespace UwsKit;

/// <summary>
/// Hands jobs to a back end (local processes, a batch system). A manager knows no phase rules and no HTTP; it says in
/// <see cref="BackendState"/> words what the back end does, and the core judges. Managers are keyed services: the key is the name in the
/// configuration. Every member may be called from many threads.
/// <para>Rule: when a manager reports <see cref="BackendState.Finished"/>, all outputs are in the file storage.</para>
/// </summary>
public interface IManager
{
    /// <summary>Whether any node can ask the back end, or only the node that submitted.</summary>
    ManagerScope Scope { get; }

    /// <summary>
    /// Submits a job. Runs it at most once per job and attempt, also when called twice. Outcomes that belong to the back end are answers,
    /// not exceptions.
    /// </summary>
    ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct);

    /// <summary>Stops the job's work, whole process trees included. A job that is unknown or finished is fine. May return before it is dead.</summary>
    ValueTask CancelAsync(PlacedJob job, CancellationToken ct);

    /// <summary>
    /// Says how jobs stand, in one round trip for many. A job that the back end does not know is answered <see cref="BackendState.Lost"/>,
    /// and will not start later under that attempt. A back end that is away throws <see cref="UwsException"/>
    /// (<see cref="UwsErrorKind.Unavailable"/>). Also takes up jobs again after a restart of the server. With no jobs at all the question is only
    /// whether the back end answers.
    /// </summary>
    ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct);

    /// <summary>The job is over and recorded: remove work directories and the like. May be called again.</summary>
    ValueTask ForgetAsync(PlacedJob job, CancellationToken ct) => default;

    /// <summary>Reads a message that the job's own script sent; null = not understood.</summary>
    JobEvent? Interpret(JobId job, IReadOnlyDictionary<string, string> message) => JobEvent.FromFields(job, message);
}

/// <summary>Who can talk to a back end.</summary>
public enum ManagerScope
{
    /// <summary>Any node: a batch system.</summary>
    Shared,
    /// <summary>Only <see cref="Placement.Node"/>: local processes.</summary>
    Node,
}

/// <summary>What a manager needs to start a job.</summary>
/// <param name="Job">The record, in phase QUEUED, placed Submitting.</param>
/// <param name="Description">What the work is.</param>
/// <param name="Attempt">1, 2, …: marks a submission; events carry it back.</param>
/// <param name="Callback">Where the job's script may post its events; null = the host offers no such address.</param>
public sealed record JobSubmission(Job Job, JobDescription Description, int Attempt, EventCallback? Callback = null)
{
    /// <summary>The job's URL as clients see it, for what the work writes into its files; null = not known.</summary>
    public Uri? JobUrl { get; init; }
}

/// <summary>An address for events and the secret that opens it, for one job and attempt.</summary>
/// <param name="Address">Absolute URL.</param>
/// <param name="Token">Bearer token; never logged.</param>
public sealed record EventCallback(Uri Address, string Token)
{
    /// <inheritdoc/>
    public override string ToString() => Address.ToString();
}

/// <summary>A job as a manager knows it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Attempt">The submission that is meant.</param>
/// <param name="Node">The node that submitted.</param>
/// <param name="BackendId">What <see cref="SubmitOutcome.Accepted"/> said.</param>
public sealed record PlacedJob(JobId Id, int Attempt, string? Node, string? BackendId);

/// <summary>What became of a submission.</summary>
public abstract record SubmitOutcome
{
    private SubmitOutcome() { }

    /// <summary>The back end has the job.</summary>
    /// <param name="BackendId">Its own identifier.</param>
    /// <param name="Quote">When it expects the job to be complete; null = not known.</param>
    public sealed record Accepted(string? BackendId, DateTimeOffset? Quote = null) : SubmitOutcome;

    /// <summary>The back end will not take this job: it ends in ERROR.</summary>
    /// <param name="Message">Why, for the user.</param>
    /// <param name="Transient">Whether it may succeed later.</param>
    public sealed record Refused(string Message, bool Transient = false) : SubmitOutcome;

    /// <summary>No room, or the back end is away: the job stays QUEUED and is submitted later.</summary>
    /// <param name="Message">Why, for the log.</param>
    /// <param name="RetryAfter">When to try again; null = the core decides.</param>
    public sealed record Busy(string Message, TimeSpan? RetryAfter = null) : SubmitOutcome
    {
        /// <summary>The reason lies with this job: others need not wait for it. False = the back end as a whole may be meant.</summary>
        public bool OnlyThisJob { get; init; }
    }

    /// <summary>The call failed but may have submitted: the back end is looked at before any retry.</summary>
    /// <param name="Message">What happened, for the log.</param>
    public sealed record Uncertain(string Message) : SubmitOutcome;
}

/// <summary>Optional, registered under the manager's key: the back end has a fixed number of slots.</summary>
public interface ISlotManager
{
    /// <summary>How many more jobs this node may submit now. A node claims no more than that.</summary>
    int FreeSlots { get; }
}

/// <summary>Optional, registered under the manager's key: passes on an execution duration that was changed while the job runs.</summary>
public interface IDurationManager
{
    /// <summary>Sets the execution duration; null = no limit.</summary>
    ValueTask SetDurationAsync(PlacedJob job, TimeSpan? duration, CancellationToken ct);
}

/// <summary>Optional, registered under the manager's key: can let go of a job that the back end holds.</summary>
public interface IHoldingManager
{
    /// <summary>Releases a held job.</summary>
    ValueTask ReleaseAsync(PlacedJob job, CancellationToken ct);
}
