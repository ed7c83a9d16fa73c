namespace UwsKit.Managers.Local;

/// <summary>Why an attempt is stopped, from the file <c>stop.ATTEMPT</c> that whoever stops it makes first.</summary>
/// <param name="Reason">The kind.</param>
/// <param name="Message">What limit was hit, for the user; null where the reason says it all.</param>
internal sealed record StopRecord(StopReason Reason, string? Message = null)
{
    public string ToLine() => $"{Reason.ToWord()} {Message}".TrimEnd() + "\n";

    public static StopRecord? Parse(string text, DateTimeOffset at)
        => text.EndsWith('\n') && text.TrimEnd().Split(' ', 2) is [var word, .. var rest] && StopReasons.Of(word) is not StopReason.None and var reason
            ? new(reason, rest is [var message] ? message : null)
            : null;
}
