using System.Globalization;

namespace UwsKit.Batch;

/// <summary>
/// What became of one attempt, from the file <c>started.ATTEMPT</c>. Whoever makes that file first decides: the wrapper that runs the attempt,
/// or the manager, so that it never runs.
/// </summary>
/// <param name="At">When the file was made.</param>
internal abstract record BatchStart(DateTimeOffset At)
{
    /// <summary>A wrapper runs it, or did.</summary>
    public sealed record Begun(DateTimeOffset At) : BatchStart(At);

    /// <summary>It never ran and never will.</summary>
    public sealed record Void(DateTimeOffset At) : BatchStart(At);

    /// <summary>An earlier attempt had begun, and counts for this one: the work runs once.</summary>
    public sealed record Same(int Attempt, DateTimeOffset At) : BatchStart(At);

    public const string VoidLine = "void\n";

    public static string SameLine(int attempt) => string.Create(CultureInfo.InvariantCulture, $"as {attempt}\n");

    /// <summary>An empty file is a wrapper's whose line is on its way.</summary>
    public static BatchStart Parse(string text, DateTimeOffset at)
        => text == VoidLine ? new Void(at)
        : text.StartsWith("as ", StringComparison.Ordinal) && int.TryParse(text[3..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? new Same(attempt, at)
        : new Begun(at);
}
