using System.Globalization;

namespace UwsKit;

/// <summary>Values of several numbers, written as DALI 1.1 §3.3.4 to §3.3.7 says: numbers separated by blanks. Coordinates are degrees unless a unit says otherwise.</summary>
internal static class DaliShape
{
    private const string Supported = "timestamp, interval, point, circle, polygon, or one of your own with a prefix (x:name)";
    private const int MostNumbers = 20_000;

    private static readonly char[] Blanks = [' ', '\t', '\n', '\r'];
    private static readonly string[] Labels = ["box", "circle", "interval", "moc", "point", "polygon", "position", "range", "union"];

    /// <summary>Whether values of the parameter are judged here.</summary>
    public static bool Is(ParameterDescription d) => d.Xtype is "interval" or "point" or "circle" or "polygon";

    /// <summary>What is wrong with the xtype of a description; null when it is sound.</summary>
    public static string? Fault(ParameterDescription d) => d.Xtype switch
    {
        null => null,
        "timestamp" when d.Type is ParameterType.Timestamp => null,
        "timestamp" => "the xtype timestamp belongs to the type timestamp",
        "interval" when d.Type is ParameterType.Integer or ParameterType.Real => null,
        "interval" => "the xtype interval belongs to the types integer and real",
        "point" or "circle" or "polygon" when d.Type is ParameterType.Real => null,
        "point" or "circle" or "polygon" => $"the xtype {d.Xtype} belongs to the type real",
        { } own when own.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < own.Length - 1 && ParameterNames.IsGood(own) => null,
        { } other => $"unsupported-xtype: {ParameterText.Show(other)}; allowed: {Supported}",
    };

    /// <summary>The xtype of a value that is written in another way than the parameter's own: DALI asks for a message that names it. Null = it is not.</summary>
    public static string? Other(ParameterDescription d, string value)
    {
        var word = value.AsSpan().TrimStart(Blanks);
        var end = word.IndexOfAny(Blanks);
        var label = end < 0 ? word : word[..end];
        foreach (var known in Labels)
        {
            if (Is(d) && label.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return "shape";
            }
        }

        return null;
    }

    /// <summary>The rule in words.</summary>
    public static string Words(ParameterDescription d)
    {
        var position = IsSky(d) ? " (longitude 0 to 360, latitude -90 to 90)" : "";
        return d.Xtype switch
        {
            "interval" => d.Type is ParameterType.Integer ? "two whole numbers separated by a blank, the lower first" : "two numbers separated by a blank, the lower first; -Inf and +Inf for an open end",
            "point" => $"two numbers separated by a blank{position}",
            "circle" => $"three numbers separated by blanks: a position{position} and a radius {(IsSky(d) ? "of 0 to 180" : "not below 0")}",
            _ => $"three or more positions{position}, all numbers separated by blanks",
        };
    }

    /// <summary>Whether the value is what the xtype says; bounds are those of both ends of an interval.</summary>
    public static bool IsGood(ParameterDescription d, string value)
    {
        var words = value.Split(Blanks, MostNumbers + 1, StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= MostNumbers && d.Xtype switch
        {
            "interval" => words is [var low, var high] && IsInterval(d, low, high),
            _ => Numbers(words) is { } numbers && d.Xtype switch
            {
                "point" => numbers.Length == 2 && ArePositions(d, numbers),
                "circle" => numbers is [.., var radius] && numbers.Length == 3 && radius >= 0 && (!IsSky(d) || radius <= 180) && ArePositions(d, numbers.AsSpan(0, 2)),
                _ => numbers.Length >= 6 && numbers.Length % 2 == 0 && ArePositions(d, numbers),
            },
        };
    }

    private static bool IsInterval(ParameterDescription d, string low, string high)
    {
        if (d.Type is ParameterType.Integer)
        {
            return ParameterValue.HasType(d.Type, low) && ParameterValue.HasType(d.Type, high) && ParameterValue.Compare(d.Type, low, high) <= 0
                && ParameterValue.IsWithin(d, low) && ParameterValue.IsWithin(d, high);
        }

        return End(low) is { } from && End(high) is { } to && from <= to && from < double.PositiveInfinity && to > double.NegativeInfinity
            && (double.IsInfinity(from) || ParameterValue.IsWithin(d, low)) && (double.IsInfinity(to) || ParameterValue.IsWithin(d, high));
    }

    // As VOTable writes an infinite number.
    private static double? End(string word) => word switch
    {
        "-Inf" => double.NegativeInfinity,
        "+Inf" or "Inf" => double.PositiveInfinity,
        _ => ParameterValue.HasType(ParameterType.Real, word) ? double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture) : null,
    };

    private static double[]? Numbers(string[] words)
        => Array.TrueForAll(words, w => ParameterValue.HasType(ParameterType.Real, w)) ? [.. words.Select(w => double.Parse(w, NumberStyles.Float, CultureInfo.InvariantCulture))] : null;

    private static bool IsSky(ParameterDescription d) => d.Unit is null or "" or "deg";

    private static bool ArePositions(ParameterDescription d, ReadOnlySpan<double> numbers)
    {
        for (var i = 0; IsSky(d) && i < numbers.Length; i += 2)
        {
            if (numbers[i] is < 0 or > 360 || numbers[i + 1] is < -90 or > 90)
            {
                return false;
            }
        }

        return true;
    }
}
