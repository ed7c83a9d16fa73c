using System.Globalization;

namespace UwsKit.Work;

/// <summary>
/// What became of one attempt, from the file <c>started.ATTEMPT</c>. Whoever makes that file first decides: the script that runs the attempt, or the manager, so
/// that it never runs. What a script writes there differs: each kind of manager completes this class.
/// </summary>
/// <param name="At">When the file was made.</param>
internal abstract partial record StartRecord(DateTimeOffset At)
{
    /// <summary>It never ran and never will.</summary>
    public sealed record Void(DateTimeOffset At) : StartRecord(At);

    /// <summary>An earlier attempt had begun, and counts for this one: the work runs once.</summary>
    public sealed record Same(int Attempt, DateTimeOffset At) : StartRecord(At);

    public const string VoidLine = "void\n";

    /// <summary>Whether the attempt itself runs or ran.</summary>
    public bool HasBegun => this is not (Void or Same);

    public static string SameLine(int attempt) => string.Create(CultureInfo.InvariantCulture, $"as {attempt}\n");

    public static StartRecord Parse(string text, DateTimeOffset at)
        => text == VoidLine ? new Void(at)
        : text.EndsWith('\n') && text.StartsWith("as ", StringComparison.Ordinal) && int.TryParse(text[3..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? new Same(attempt, at)
        : ParseBegun(text, at);

    /// <summary>The record of a script.</summary>
    private static partial StartRecord ParseBegun(string text, DateTimeOffset at);
}
