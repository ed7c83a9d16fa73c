using System.Globalization;
using UwsKit.Managers.Local;

namespace UwsKit.Work;

internal abstract partial record StartRecord
{
    /// <summary>A supervisor runs it, or did.</summary>
    public sealed record Begun(ProcessIdentity Supervisor, DateTimeOffset At) : StartRecord(At)
    {
        /// <summary>When the work began, in 1/100 s since the machine started. Linux counts a process's start in this for programs, on every common processor.</summary>
        public long Since { get; init; } = Supervisor.Ticks;

        /// <summary>How long the work has been running.</summary>
        public TimeSpan Age() => ProcessIdentity.Since(Since);
    }

    /// <summary>The file is made, its line not yet written.</summary>
    public sealed record Beginning(DateTimeOffset At) : StartRecord(At)
    {
        private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

        /// <summary>Whether the line will never come: the supervisor died in between.</summary>
        public bool IsStale(TimeProvider time) => time.GetUtcNow() - At > LongestTime;
    }

    // "pid ticks boot since"; without the last by a supervisor of an earlier version, which ran one job only.
    private static partial StartRecord ParseBegun(string text, DateTimeOffset at)
        => !text.EndsWith('\n') ? new Beginning(at)
        : ProcessIdentity.Parse(text) is { } supervisor ? new Begun(supervisor, at)
        : text.LastIndexOf(' ') is > 0 and var end && ProcessIdentity.Parse(text[..end]) is { } resident
            && long.TryParse(text.AsSpan(end).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var since) ? new Begun(resident, at) { Since = since }
        : new Beginning(at);
}
