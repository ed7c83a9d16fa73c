using System.Globalization;

namespace UwsKit;

/// <summary>Judges one text by one parameter's description.</summary>
internal static class ParameterValue
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>What is allowed instead; null when the value is good.</summary>
    public static string? Refusal(ParameterDescription d, string value)
    {
        if (!HasType(d.Type, value))
        {
            return Allowed(d);
        }

        if (d.Options.Count > 0)
        {
            return d.Options.Contains(value, StringComparer.Ordinal) ? null : Allowed(d);
        }

        return (d.Min is not null && Compare(d.Type, value, d.Min) < 0) || (d.Max is not null && Compare(d.Type, value, d.Max) > 0) ? Range(d) : null;
    }

    /// <summary>The rule in words, for messages.</summary>
    public static string Allowed(ParameterDescription d)
    {
        if (d.Options.Count > 0)
        {
            return string.Join(", ", d.Options.Take(30).Select(ParameterText.Show)) + (d.Options.Count > 30 ? ", …" : "");
        }

        var range = Range(d);
        return range.Length == 0 ? Words(d.Type) : $"{Words(d.Type)}, {range}";
    }

    public static string Words(ParameterType type) => type switch
    {
        ParameterType.Integer => "a whole number of 64 bits",
        ParameterType.Real => "a number",
        ParameterType.Boolean => "true, false, 1 or 0",
        ParameterType.Timestamp => "an ISO 8601 instant in UTC",
        ParameterType.Uri => "an absolute URI",
        ParameterType.File => "a file part, param: and the name of one, or an http or https URL",
        _ => "a text",
    };

    public static bool HasType(ParameterType type, string value) => type switch
    {
        ParameterType.Integer => Integer(value) is not null,
        ParameterType.Real => Real(value) is not null,
        ParameterType.Boolean => value is "1" or "0" || value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase),
        ParameterType.Timestamp => UwsTime.TryParse(value, out _),
        ParameterType.Uri => AbsoluteUri(value) is not null,
        ParameterType.File => IsHttpUrl(value),
        _ => true,
    };

    public static bool IsOrdered(ParameterType type) => type is ParameterType.Integer or ParameterType.Real or ParameterType.Timestamp;

    public static bool IsHttpUrl(string value) => AbsoluteUri(value) is { } uri && JobLinks.IsHttp(uri);

    /// <summary>Compares two texts of an ordered type; a bound that cannot be read (a fault of the description) bounds nothing.</summary>
    public static int Compare(ParameterType type, string x, string y) => type switch
    {
        ParameterType.Integer when Integer(x) is { } a && Integer(y) is { } b => a.CompareTo(b),
        ParameterType.Real when Real(x) is { } a && Real(y) is { } b => a.CompareTo(b),
        ParameterType.Timestamp when UwsTime.TryParse(x, out var a) && UwsTime.TryParse(y, out var b) => a.CompareTo(b),
        _ => 0,
    };

    private static string Range(ParameterDescription d)
    {
        var unit = string.IsNullOrEmpty(d.Unit) ? "" : " " + d.Unit;
        return (d.Min, d.Max) switch
        {
            ({ } min, { } max) => $"{min} to {max}{unit}",
            ({ } min, null) => $"at least {min}{unit}",
            (null, { } max) => $"at most {max}{unit}",
            _ => "",
        };
    }

    // .NET takes "5\0" for a number; programs do not.
    private static bool IsPadded(string text) => text.EndsWith('\0');

    private static long? Integer(string text)
        => !IsPadded(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Real(string text)
        => !IsPadded(text) && double.TryParse(text, RealStyle, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    // The scheme is looked for first: on Unix, Uri takes "/etc/passwd" for an absolute file URI.
    private static Uri? AbsoluteUri(string text)
        => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Uri.CheckSchemeName(text[..colon])
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) && Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
}
