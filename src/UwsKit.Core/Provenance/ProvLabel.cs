using System.Text;

namespace UwsKit;

/// <summary>Cuts words to what fits into a node. A font is not at hand; the widths are those of DejaVu Sans and Verdana, the widest of the usual ones. Pure.</summary>
internal static class ProvLabel
{
    private const string Ellipsis = "…";

    /// <summary>The text, or its beginning and its end: of file names both tell them apart.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">The room, in pixels.</param>
    /// <param name="size">Of the font, in pixels.</param>
    public static string Fit(string text, double width, double size)
    {
        var runes = text.ReplaceLineEndings(" ").EnumerateRunes().ToList();
        if (runes.Sum(Width) * size <= width)
        {
            return string.Concat(runes);
        }

        var room = width / size - 0.9;
        var head = Count(runes, room * 0.6);
        var tail = Count(Enumerable.Reverse(runes), room - runes.Take(head).Sum(Width));
        return string.Concat(string.Concat(runes.Take(head)).TrimEnd(), Ellipsis, string.Concat(runes.TakeLast(tail)).TrimStart());
    }

    private static int Count(IEnumerable<Rune> runes, double room) => runes.TakeWhile(r => (room -= Width(r)) >= 0).Count();

    // In parts of the font's size.
    private static double Width(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or '\'' or '|' or '!' or '.' or ',' or ':' or ';' or ' ' => 0.35,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.43,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.98,
        >= 'A' and <= 'Z' => 0.72,
        < 0x1100 => 0.64,
        _ => 1.1,
    };
}
