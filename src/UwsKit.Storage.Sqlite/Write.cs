namespace UwsKit.Storage.Sqlite;

internal enum WriteKind
{
    Create,
    Update,
    Delete,
    KeepProvenance,
    RemoveProvenance,
}

/// <summary>One write on its way to a commit. The caller has done all the work that needs no database.</summary>
internal sealed class Write(WriteKind kind, JobId id, object[] values)
{
    // Continuations elsewhere: the writer must not run its callers' code.
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriteKind Kind { get; } = kind;

    public JobId Id { get; } = id;

    /// <summary>In the order of the statement's parameters.</summary>
    public object[] Values { get; } = values;

    /// <summary>The rows of the index of shared jobs, in the order of <see cref="ShareWriter"/>'s statement.</summary>
    public IReadOnlyList<object[]> Shares { get; init; } = [];

    /// <summary>Whether a row was written; counts once the transaction is committed.</summary>
    public bool Outcome { get; set; }

    /// <summary>What its owner may have; null = no limits.</summary>
    public OwnerScope? Within { get; init; }

    /// <summary>Which limit kept it from being written.</summary>
    public QuotaVerdict? Refusal { get; set; }

    /// <summary>Why this write alone failed.</summary>
    public Exception? Fault { get; set; }

    public Task<bool> Answer => _answer.Task;

    public void Complete()
    {
        if (Fault is null)
        {
            _answer.SetResult(Outcome);
        }
        else
        {
            _answer.SetException(Fault);
        }
    }

    public void Fail(Exception fault) => _answer.SetException(fault);
}
