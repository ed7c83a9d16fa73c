namespace UwsKit;

/// <summary>The phases of a UWS job (UWS 1.1 §2.1.3). <see cref="PhaseRules"/> says which may follow which.</summary>
public enum ExecutionPhase
{
    /// <summary>Accepted by the service, not yet committed by the client.</summary>
    Pending,
    /// <summary>Committed by the client, waiting for a processor.</summary>
    Queued,
    /// <summary>Running.</summary>
    Executing,
    /// <summary>Over; the results may be fetched.</summary>
    Completed,
    /// <summary>Failed; no further work is done.</summary>
    Error,
    /// <summary>Stopped by the client, or by the system for lack or overuse of resources.</summary>
    Aborted,
    /// <summary>The service does not know at present; ask again.</summary>
    Unknown,
    /// <summary>Will not run by itself; the client has to send RUN again.</summary>
    Held,
    /// <summary>Interrupted by the system, resumed by it without being asked.</summary>
    Suspended,
    /// <summary>Past its destruction time: results are gone, the record is kept.</summary>
    Archived,
}

/// <summary>The words of the standard for <see cref="ExecutionPhase"/>: upper case out, any case in.</summary>
public static class ExecutionPhaseWords
{
    private static readonly string[] Words =
        ["PENDING", "QUEUED", "EXECUTING", "COMPLETED", "ERROR", "ABORTED", "UNKNOWN", "HELD", "SUSPENDED", "ARCHIVED"];

    /// <summary>All ten phases, in the order of the standard's schema.</summary>
    public static IReadOnlyList<ExecutionPhase> All { get; } = Enum.GetValues<ExecutionPhase>();

    /// <summary>The upper-case word that goes on the wire.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the ten phases.</exception>
    public static string ToWord(this ExecutionPhase phase)
        => (uint)phase < (uint)Words.Length ? Words[(int)phase] : throw new ArgumentOutOfRangeException(nameof(phase), phase, "not a phase");

    /// <summary>Reads a phase word in any case. Numbers are not words.</summary>
    public static bool TryParse(string? word, out ExecutionPhase phase)
    {
        var index = Array.FindIndex(Words, w => w.Equals(word, StringComparison.OrdinalIgnoreCase));
        phase = index < 0 ? default : (ExecutionPhase)index;
        return index >= 0;
    }
}
