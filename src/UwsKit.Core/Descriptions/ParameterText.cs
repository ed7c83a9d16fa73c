using System.Globalization;
using System.Text;

namespace UwsKit;

/// <summary>Makes values of strangers fit for a one-line message.</summary>
internal static class ParameterText
{
    private const int Longest = 60;

    /// <summary>At most 60 characters, as <see cref="Cut"/> shows them.</summary>
    public static string Show(string text) => Cut(text, Longest);

    /// <summary>At most so many characters; control, format and unpaired characters become <c>\uXXXX</c>; a longer text ends in how long it is.</summary>
    // Not another Show: where that is passed as a function, the position in the list would be taken for the length.
    public static string Cut(string text, int longest)
    {
        var shown = new StringBuilder();
        for (var i = 0; i < text.Length && i < longest; i++)
        {
            var pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (pair && IsPrintable(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                shown.Append(text, i++, 2);
            }
            else if (!pair && IsPrintable(char.GetUnicodeCategory(text[i])))
            {
                shown.Append(text[i]);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
        }

        return text.Length <= longest ? shown.ToString() : string.Create(CultureInfo.InvariantCulture, $"{shown}… ({text.Length} characters)");
    }

    private static bool IsPrintable(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
