using System.Globalization;

namespace UwsKit.Batch;

/// <summary>How the work of an attempt ended, from the file <c>exit.ATTEMPT</c> that its wrapper wrote.</summary>
/// <param name="Status">As a shell says it: 128 + n for signal n.</param>
/// <param name="Reason">Whether it was stopped, and by whom.</param>
/// <param name="At">When.</param>
internal sealed record BatchExit(int Status, BatchStop Reason, DateTimeOffset At)
{
    /// <summary>Killed by a signal that the wrapper cannot explain: the batch system knows more (its time limit, memory, an operator, a requeue).</summary>
    public bool NeedsWitness => Reason is BatchStop.Terminated || (Reason is BatchStop.None && Status is 128 + 9 or 128 + 15);

    public static BatchExit? Parse(string text, DateTimeOffset at)
    {
        var parts = text.Split(' ', StringSplitOptions.TrimEntries);
        return text.EndsWith('\n') && parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new(status, parts[1] switch { "timeout" => BatchStop.Timeout, "cancelled" => BatchStop.Cancelled, "terminated" => BatchStop.Terminated, _ => BatchStop.None }, at)
            : null;
    }
}

/// <summary>Why work was stopped.</summary>
internal enum BatchStop
{
    /// <summary>It was not.</summary>
    None,
    /// <summary>Its execution duration was used up.</summary>
    Timeout,
    /// <summary>The manager cancelled it.</summary>
    Cancelled,
    /// <summary>The batch system sent SIGTERM, and has not said why.</summary>
    Terminated,
}
