namespace UwsKit.Work;

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
    /// <summary>A batch system sent SIGTERM, and has not said why.</summary>
    Terminated,
}

/// <summary>The words for <see cref="StopReason"/> in the records.</summary>
internal static class StopReasons
{
    public static string ToWord(this StopReason reason) => reason switch
    {
        StopReason.Timeout => "timeout", StopReason.Cancelled => "cancelled", StopReason.Limit => "limit", StopReason.Terminated => "terminated", _ => "ended",
    };

    public static StopReason Of(string word) => word switch
    {
        "timeout" => StopReason.Timeout, "cancelled" => StopReason.Cancelled, "limit" => StopReason.Limit, "terminated" => StopReason.Terminated, _ => StopReason.None,
    };
}
