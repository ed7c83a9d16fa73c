using UwsKit.Managers.Local;

namespace UwsKit.Work;

internal abstract partial record StartRecord
{
    /// <summary>A supervisor runs it, or did.</summary>
    public sealed record Begun(ProcessIdentity Supervisor, DateTimeOffset At) : StartRecord(At);

    /// <summary>The file is made, its line not yet written.</summary>
    public sealed record Beginning(DateTimeOffset At) : StartRecord(At)
    {
        private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

        /// <summary>Whether the line will never come: the supervisor died in between.</summary>
        public bool IsStale(TimeProvider time) => time.GetUtcNow() - At > LongestTime;
    }

    private static partial StartRecord ParseBegun(string text, DateTimeOffset at)
        => text.EndsWith('\n') && ProcessIdentity.Parse(text) is { } supervisor ? new Begun(supervisor, at) : new Beginning(at);
}
