using System.Globalization;

namespace UwsKit;

/// <summary>The name of a file as a client or a foreign server gives it: shown to people, never used as one here.</summary>
internal static class ShownName
{
    private const int Longest = 255;

    /// <summary>Without folders, and without what is not seen or turns the direction of writing; null = nothing is left.</summary>
    public static string? Of(string? name)
    {
        var last = name?[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. (last ?? "").Where(IsSeen).Take(Longest)]);
        return clean.Length > 0 ? clean : null;
    }

    /// <summary>Whether a character is seen and stays on its line: separators of lines, and marks that turn the direction of writing, look like another line or text.</summary>
    public static bool IsSeen(char c) => char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
