using System.Globalization;
using System.Text;

namespace CtaWorker.Fits;

/// <summary>Writes cards of 80 printable ASCII characters, values in the fixed format of FITS 4.0 §4.2.</summary>
internal static class FitsCardFormatter
{
    // 80 characters less "KEYWORD = " and the two quotes; one more goes to the & of a continued string.
    private const int StringRoom = 68;

    public static IEnumerable<string> Format(FitsCard card) => card.Value switch
    {
        null => [Line($"{card.Keyword,-8}{card.Comment}")],
        string text when Quoted(text).Length > StringRoom => Continued(card.Keyword, text),
        var value => [Line($"{card.Keyword,-8}= {Value(value)}{Comment(card.Comment)}")],
    };

    public static bool NeedsContinue(FitsCard card) => card.Value is string text && Quoted(text).Length > StringRoom;

    private static string Value(object value) => value switch
    {
        string text => $"'{Quoted(text),-8}'".PadRight(20),
        bool flag => (flag ? "T" : "F").PadLeft(20),
        long integer => integer.ToString(CultureInfo.InvariantCulture).PadLeft(20),
        int integer => integer.ToString(CultureInfo.InvariantCulture).PadLeft(20),
        double real when double.IsFinite(real) => Real(real).PadLeft(20),
        _ => throw new ArgumentException($"FITS has no header value for {value} of type {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The shortest text that reads back as the same number, with the decimal point that marks it as real.</summary>
    private static string Real(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponent < 0 ? text : text[..exponent];
        return mantissa.Contains('.', StringComparison.Ordinal) ? text : mantissa + ".0" + text[mantissa.Length..];
    }

    private static IEnumerable<string> Continued(string keyword, string text)
    {
        var start = $"{keyword,-8}= ";
        var rest = Quoted(text);
        while (rest.Length > StringRoom)
        {
            var cut = StringRoom - 1;
            // A doubled quote must stay on one card: cut after an even number of quotes.
            if (rest[..cut].Count(c => c == '\'') % 2 == 1)
            {
                cut--;
            }

            yield return Line($"{start}'{rest[..cut]}&'");
            (start, rest) = ("CONTINUE  ", rest[cut..]);
        }

        yield return Line($"{start}'{rest}'");
    }

    private static string Comment(string? comment) => string.IsNullOrEmpty(comment) ? "" : " / " + comment;

    private static string Quoted(string text) => Printable(text).Replace("'", "''", StringComparison.Ordinal);

    private static string Line(string text)
    {
        var printable = Printable(text);
        return printable.Length <= FitsBlock.CardLength ? printable.PadRight(FitsBlock.CardLength) : printable[..FitsBlock.CardLength];
    }

    private static string Printable(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return clean.ToString();
    }
}
