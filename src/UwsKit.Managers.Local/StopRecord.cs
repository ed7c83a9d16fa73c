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

/// <summary>Why work was stopped.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,
    /// <summary>Its execution duration was used up.</summary>
    Timeout,
    /// <summary>It was cancelled, or the machine's administrator ended its supervisor.</summary>
    Cancelled,
    /// <summary>It used more than it may.</summary>
    Limit,
}

/// <summary>The words for <see cref="StopReason"/> in the records.</summary>
internal static class StopReasons
{
    public static string ToWord(this StopReason reason) => reason switch
    {
        StopReason.Timeout => "timeout", StopReason.Cancelled => "cancelled", StopReason.Limit => "limit", _ => "ended",
    };

    public static StopReason Of(string word) => word switch
    {
        "timeout" => StopReason.Timeout, "cancelled" => StopReason.Cancelled, "limit" => StopReason.Limit, _ => StopReason.None,
    };
}
