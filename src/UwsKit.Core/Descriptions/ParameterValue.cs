using System.Globalization;

namespace UwsKit;

/// <summary>Judges one text by one parameter's description.</summary>
internal static class ParameterValue
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const string Unfit = "a text without NUL, control characters other than tab and line ends, and halves of characters";

    /// <summary>What is allowed instead; null when the value is good.</summary>
    public static string? Refusal(ParameterDescription d, string value)
    {
        if (!HasType(d, value))
        {
            return Allowed(d);
        }

        if (!XmlText.IsLegal(value))
        {
            return Unfit;
        }

        if (d.Options.Count > 0)
        {
            return d.Options.Contains(value, StringComparer.Ordinal) ? null : Allowed(d);
        }

        if (d.MaxLength is { } most && value.Length > most)
        {
            return $"at most {most} characters, not {value.Length}";
        }

        if (d.Pattern is { } pattern && !ValuePattern.Matches(pattern, value))
        {
            return Allowed(d);
        }

        return DaliShape.Is(d) || IsWithin(d, value) ? null : Range(d);
    }

    /// <summary>The rule in words, for messages.</summary>
    public static string Allowed(ParameterDescription d)
    {
        if (d.Options.Count > 0)
        {
            return string.Join(", ", d.Options.Take(30).Select(ParameterText.Show)) + (d.Options.Count > 30 ? ", …" : "");
        }

        List<string> rules = [DaliShape.Is(d) ? DaliShape.Words(d) : Words(d.Type)];
        if (Range(d) is { Length: > 0 } range) rules.Add(range);
        if (d.MaxLength is { } length) rules.Add($"at most {length} characters");
        if (d.Pattern is { } pattern) rules.Add($"matching {ParameterText.Show(pattern)}");
        if (d.MaxSize is { } size) rules.Add($"at most {size} bytes");
        return string.Join(", ", rules);
    }

    /// <summary>How many values, in words.</summary>
    public static string CountWords(ParameterDescription d) => (d.MinCount, d.MaxCount) switch
    {
        ({ } min, { } max) => $"{min} to {max} values",
        ({ } min, null) => $"at least {min} values",
        (null, { } max) => $"at most {max} values",
        _ => "any number of values",
    };

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
        ParameterType.Timestamp => Instant(value) is not null,
        ParameterType.Uri => AbsoluteUri(value) is not null,
        ParameterType.File => IsHttpUrl(value),
        _ => true,
    };

    public static bool IsOrdered(ParameterType type) => type is ParameterType.Integer or ParameterType.Real or ParameterType.Timestamp;

    public static bool IsHttpUrl(string value) => AbsoluteUri(value) is { } uri && JobLinks.IsHttp(uri);

    /// <summary>Whether a URL holds a user name or password.</summary>
    public static bool HasCredentials(string value) => AbsoluteUri(value) is { UserInfo.Length: > 0 };

    /// <summary>Whether a single value is within the bounds.</summary>
    public static bool IsWithin(ParameterDescription d, string value)
        => (d.Min is null || Compare(d.Type, value, d.Min) >= 0) && (d.Max is null || Compare(d.Type, value, d.Max) <= 0);

    /// <summary>Compares two texts of an ordered type; a bound that cannot be read (a fault of the description) bounds nothing.</summary>
    public static int Compare(ParameterType type, string x, string y) => type switch
    {
        ParameterType.Integer when Integer(x) is { } a && Integer(y) is { } b => a.CompareTo(b),
        ParameterType.Real when Real(x) is { } a && Real(y) is { } b => a.CompareTo(b),
        ParameterType.Timestamp when Instant(x) is { } a && Instant(y) is { } b => a.CompareTo(b),
        _ => 0,
    };

    private static bool HasType(ParameterDescription d, string value) => DaliShape.Is(d) ? DaliShape.IsGood(d, value) : HasType(d.Type, value);

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

    // UwsTime passes over blanks around an instant; programs do not.
    private static DateTimeOffset? Instant(string text) => text.Trim() == text && !IsPadded(text) && UwsTime.TryParse(text, out var instant) ? instant : null;

    // The scheme is looked for first: on Unix, Uri takes "/etc/passwd" for an absolute file URI.
    private static Uri? AbsoluteUri(string text)
        => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && Uri.CheckSchemeName(text[..colon])
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) && Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
}
