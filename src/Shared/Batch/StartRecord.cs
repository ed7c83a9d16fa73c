namespace UwsKit.Work;

internal abstract partial record StartRecord
{
    /// <summary>A wrapper runs it, or did. An empty file is that of one whose line is on its way.</summary>
    public sealed record Begun(DateTimeOffset At) : StartRecord(At);

    private static partial StartRecord ParseBegun(string text, DateTimeOffset at) => new Begun(at);
}
