namespace UwsKit.Batch;

/// <summary>
/// The words of one batch system: everything that differs between them. What cannot be asked throws <see cref="UwsException"/>
/// (<see cref="UwsErrorKind.Unavailable"/>). Thread-safe.
/// </summary>
internal interface IBatchDialect
{
    /// <summary>Its name in messages.</summary>
    string Name { get; }

    /// <summary>How long after a submission or a start a query may still tell the state before it.</summary>
    TimeSpan Delay => TimeSpan.FromSeconds(2);

    /// <summary>The name of a job's attempts at the back end.</summary>
    string JobName(JobId job) => BatchNames.Name(job);

    /// <summary>What tells one attempt from all others, also of a job whose id is not known.</summary>
    string Tag(JobId job, int attempt) => BatchNames.Tag(job, attempt);

    /// <summary>Checks and completes what a description asks for; throws <see cref="RefusedException"/>.</summary>
    IReadOnlyList<string> Wishes(JobDescription description, ParameterValues values);

    /// <summary>Why a submission would be in vain now, without anything being sent; null = it may go.</summary>
    Task<string?> AwayAsync(CancellationToken ct) => Task.FromResult<string?>(null);

    /// <summary>Submits a job. Outcomes that belong to the back end are answers.</summary>
    Task<SubmitOutcome> SubmitAsync(BatchRequest request, CancellationToken ct);

    /// <summary>All jobs of this account that the back end still knows, ended ones too, in one query.</summary>
    Task<IReadOnlyList<BatchRow>> ListAsync(CancellationToken ct);

    /// <summary>One job that has ended without a record of its own: its exit code and what the back end says of it.</summary>
    Task<BatchRow> ExplainAsync(BatchRow row, CancellationToken ct);

    /// <summary>Jobs that the queue does not list, from where else they can be looked up (accounting); empty where they cannot. One that cannot be read is <see cref="BatchRow.IsUnreadable"/>.</summary>
    Task<IReadOnlyList<BatchRow>> RecallAsync(IReadOnlyList<string> backendIds, CancellationToken ct);

    /// <summary>Stops all jobs of that name with all their steps; unknown or finished ones are fine.</summary>
    /// <param name="name">Of the jobs.</param>
    /// <param name="backendIds">Ids that were given to them; a number may have been given away again, or not be known for a submission in doubt.</param>
    /// <param name="ct">Stops waiting.</param>
    Task CancelAsync(string name, IReadOnlyList<string> backendIds, CancellationToken ct);

    /// <summary>Lets go of a held job. Like a cancel, only where the job of that id has that name.</summary>
    Task ReleaseAsync(string name, string backendId, CancellationToken ct);

    /// <summary>Changes a job's time limit; null = none. Like a cancel, only where the job of that id has that name.</summary>
    Task SetDurationAsync(string name, string backendId, TimeSpan? duration, CancellationToken ct);
}

/// <summary>What is submitted: always the same script, with paths as its arguments.</summary>
/// <param name="Name">Of the job at the back end: all attempts of one job have the same.</param>
/// <param name="Tag">Unique for job and attempt.</param>
/// <param name="Folder">Current directory at its start.</param>
/// <param name="Log">Where the batch system's own words go, apart from the work's outputs.</param>
/// <param name="Wishes">Checked options of <see cref="IBatchDialect.Wishes"/>.</param>
/// <param name="Duration">Execution duration; null = none.</param>
/// <param name="Script">The wrapper.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record BatchRequest(
    string Name, string Tag, string Folder, string Log, IReadOnlyList<string> Wishes, TimeSpan? Duration, string Script, IReadOnlyList<string> Arguments);

/// <summary>One job as the batch system lists it, in words that all share.</summary>
/// <param name="BackendId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tag">The tag it was submitted with; null where a query does not tell.</param>
/// <param name="State">How it stands.</param>
internal sealed record BatchRow(string BackendId, string Name, string? Tag, BackendState State)
{
    /// <summary>Why, for the user.</summary>
    public string? Message { get; init; }
    /// <summary>The state is final, and no process is left.</summary>
    public bool IsOver { get; init; }
    /// <summary>Ended, but its processes are still being removed.</summary>
    public bool IsClosing { get; init; }
    /// <summary>It waits for what will never come true.</summary>
    public bool IsImpossible { get; init; }
    /// <summary>The state is merely that of the script's exit code: the work's own record says more.</summary>
    public bool IsPlain { get; init; }
    /// <summary>The answer about this one cannot be read: nothing is known of it now.</summary>
    public bool IsUnreadable { get; init; }
    /// <summary>Whether it may go better next time.</summary>
    public bool Transient { get; init; }
    public int? ExitCode { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}
