using static UwsKit.ExecutionPhase;

namespace UwsKit;

/// <summary>
/// The only place that knows which phase may follow which (UWS 1.1 §2.1.3, text and figure). Every change of a job is judged
/// by this table, so the order and the repetition of events do not matter. Pure and thread-safe.
/// </summary>
public static class PhaseRules
{
    // From → to. A job that is destroyed while active becomes ABORTED and ARCHIVED in one update: not a pair of its own.
    private static readonly PhaseSet[] Table = MakeTable();

    /// <summary>PENDING, QUEUED, EXECUTING: where a WAIT may block (UWS 1.1 §2.2.1.2).</summary>
    public static PhaseSet Blocking { get; } = [Pending, Queued, Executing];

    /// <summary>The phases in which a back end may still own the job.</summary>
    public static PhaseSet Active { get; } = [Queued, Executing, Unknown, Held, Suspended];

    /// <summary>The phases in which the work is over for good.</summary>
    public static PhaseSet Final { get; } = [Completed, Error, Aborted, Archived];

    /// <summary>Whether a job may go from one phase to the other. A phase is not a move to itself.</summary>
    public static bool CanMove(ExecutionPhase from, ExecutionPhase to) => Table[(int)from].Contains(to);

    /// <summary>The phases that may follow.</summary>
    public static PhaseSet After(ExecutionPhase from) => Table[(int)from];

    private static PhaseSet[] MakeTable()
    {
        var table = new PhaseSet[10];
        table[(int)Pending] = [Queued, Executing, Error, Aborted, Held, Unknown];
        table[(int)Queued] = [Executing, Error, Aborted, Held, Unknown];
        table[(int)Executing] = [Completed, Error, Aborted, Held, Suspended, Unknown];
        table[(int)Completed] = [Archived];
        table[(int)Error] = [Archived];
        table[(int)Aborted] = [Archived];
        table[(int)Held] = [Queued, Executing, Error, Aborted, Unknown];
        table[(int)Suspended] = [Executing, Error, Aborted, Unknown];
        table[(int)Unknown] = PhaseSet.All.Without(Unknown);
        table[(int)Archived] = [];
        return table;
    }
}
