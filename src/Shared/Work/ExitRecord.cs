using System.Globalization;

namespace UwsKit.Work;

/// <summary>How the work of an attempt ended, from the file <c>exit.ATTEMPT</c> that its script wrote.</summary>
/// <param name="Status">As a shell says it: 128 + n for signal n.</param>
/// <param name="Reason">Whether it was stopped, as far as the script knows.</param>
/// <param name="At">When.</param>
internal sealed record ExitRecord(int Status, StopReason Reason, DateTimeOffset At)
{
    /// <summary>Killed by a signal that the script cannot explain: a batch system knows more (its time limit, memory, an operator, a requeue).</summary>
    public bool NeedsWitness => Reason is StopReason.Terminated || (Reason is StopReason.None && Status is 128 + 9 or 128 + 15);

    public static ExitRecord? Parse(string text, DateTimeOffset at)
    {
        var parts = text.Split(' ', StringSplitOptions.TrimEntries);
        return text.EndsWith('\n') && parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new(status, StopReasons.Of(parts[1]), at)
            : null;
    }
}
