using System.Globalization;
using System.Text;

namespace UwsKit;

/// <summary>
/// The one rule for names of a job's files: a single path segment that no storage, system or reader can take for anything else. Every
/// <see cref="IFileStorage"/> refuses other names. Pure and thread-safe.
/// </summary>
public static class JobFileName
{
    /// <summary>The longest name, in bytes of UTF-8: what file systems hold.</summary>
    public const int MaxBytes = 255;

    // Characters that some normalization or some reader turns into '/', '\' or '.'.
    private const string LookAlikes = "\u2024\u2025\u2044\u2215\u2216\u29F5\u29F8\uFE52\uFE68\uFF0E\uFF0F\uFF3C";

    /// <summary>Whether a name is safe; otherwise <paramref name="fault"/> says in one line what is wrong with it.</summary>
    public static bool IsSafe(string? name, out string fault)
    {
        fault = string.IsNullOrEmpty(name) ? "it is empty"
            : name[0] == ' ' || name[^1] is ' ' or '.' ? "it begins with a blank, or ends with a blank or a dot"
            : name.Length > MaxBytes || Encoding.UTF8.GetByteCount(name) > MaxBytes ? $"it is longer than {MaxBytes} bytes"
            : name.Length >= 2 && name[1] == ':' && char.IsAsciiLetter(name[0]) ? "it begins like a drive"
            : CharacterFault(name);
        return fault.Length == 0;
    }

    /// <summary>Refuses a name that is not safe.</summary>
    /// <exception cref="UwsException">Of kind <see cref="UwsErrorKind.Invalid"/>, with the name and what is wrong with it.</exception>
    public static void ThrowIfUnsafe(string? name)
    {
        if (!IsSafe(name, out var fault))
        {
            throw new UwsException(UwsErrorKind.Invalid, $"'{Show(name ?? "")}' is not allowed as a file name: {fault}.");
        }
    }

    private static string CharacterFault(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is '/' or '\\' || (rune.IsBmp && LookAlikes.Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                return "it contains a path separator, or a character that looks like one";
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse)
            {
                return string.Create(CultureInfo.InvariantCulture, $"it contains the invisible character U+{rune.Value:X4}");
            }
        }

        // A half of a pair is read as U+FFFD above, and would be written as something else than was asked for.
        return name.EnumerateRunes().Contains(Rune.ReplacementChar) ? "it contains a broken character" : "";
    }

    private static string Show(string name)
        => string.Concat(name.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? $"\\u{(int)c:X4}" : c.ToString())) + (name.Length > 60 ? "…" : "");
}
