using System.Text;

namespace CtaWorker;

/// <summary>Makes text of unknown origin fit for one line of a message.</summary>
internal static class OneLine
{
    public static string Of(string text, int maxLength = 500)
    {
        var line = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, maxLength)))
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.Append(text.Length > maxLength ? "..." : "").ToString();
    }

    /// <summary>A value as a message shows it.</summary>
    public static string Value(string text) => $"'{Of(text, 60)}'";
}
