using System.Globalization;
using System.Text;

namespace CtaWorker.Fits;

/// <summary>Reads the 80 characters of a card (FITS 4.0 §4). Never fails: an odd card only matters when its value is asked for.</summary>
internal static class FitsCardParser
{
    public static FitsCard Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var keyword = text[..8].TrimEnd();
        var hasValue = text.AsSpan(8, 2) is "= " || keyword == "CONTINUE";
        if (!hasValue)
        {
            return new FitsCard(keyword, null, text[8..].TrimEnd());
        }

        var field = text[10..].Trim();
        return field.StartsWith('\'') ? ParseString(keyword, field) : ParseBare(keyword, field);
    }

    private static FitsCard ParseString(string keyword, string field)
    {
        var value = new StringBuilder();
        var i = 1;
        for (; i < field.Length; i++)
        {
            if (field[i] != '\'')
            {
                value.Append(field[i]);
            }
            else if (i + 1 < field.Length && field[i + 1] == '\'')
            {
                value.Append('\'');
                i++;
            }
            else
            {
                break;
            }
        }

        // Trailing blanks of a FITS string mean nothing; leading ones do.
        return new FitsCard(keyword, value.ToString().TrimEnd(), CommentOf(field[Math.Min(i + 1, field.Length)..]));
    }

    private static FitsCard ParseBare(string keyword, string field)
    {
        var slash = field.IndexOf('/', StringComparison.Ordinal);
        var value = (slash < 0 ? field : field[..slash]).Trim();
        return new FitsCard(keyword, Typed(value), slash < 0 ? null : CommentOf(field[slash..]));
    }

    private static object? Typed(string value) => value switch
    {
        "" => null,
        "T" => true,
        "F" => false,
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        // FITS also allows the D exponent of Fortran.
        _ when double.TryParse(value.Replace('D', 'E'), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => real,
        _ => value,
    };

    private static string? CommentOf(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : rest[(slash + 1)..].Trim();
    }
}
