using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// What became of one attempt, from the file <c>started.ATTEMPT</c>. Whoever makes that file first decides: the supervisor that runs the
/// attempt, or the manager, so that it never runs.
/// </summary>
/// <param name="At">When the file was made.</param>
internal abstract record StartRecord(DateTimeOffset At)
{
    /// <summary>A supervisor runs it, or did.</summary>
    public sealed record Begun(ProcessIdentity Supervisor, DateTimeOffset At) : StartRecord(At);

    /// <summary>It never ran and never will.</summary>
    public sealed record Void(DateTimeOffset At) : StartRecord(At);

    /// <summary>An earlier attempt had begun, and counts for this one: the work runs once.</summary>
    public sealed record Same(int Attempt, DateTimeOffset At) : StartRecord(At);

    /// <summary>The file is made, its line not yet written.</summary>
    public sealed record Beginning(DateTimeOffset At) : StartRecord(At)
    {
        private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(10);

        /// <summary>Whether the line will never come: the supervisor died in between.</summary>
        public bool IsStale(TimeProvider time) => time.GetUtcNow() - At > LongestTime;
    }

    public const string VoidLine = "void\n";

    public static string SameLine(int attempt) => string.Create(CultureInfo.InvariantCulture, $"as {attempt}\n");

    public static StartRecord Parse(string text, DateTimeOffset at)
    {
        if (!text.EndsWith('\n'))
        {
            return new Beginning(at);
        }

        if (text == VoidLine)
        {
            return new Void(at);
        }

        return text.StartsWith("as ", StringComparison.Ordinal) && int.TryParse(text[3..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new Same(attempt, at)
            : ProcessIdentity.Parse(text) is { } supervisor ? new Begun(supervisor, at) : new Beginning(at);
    }
}
