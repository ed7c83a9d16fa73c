using System.Net.Http.Headers;

namespace UwsKit;

/// <summary>Finds what is wrong with the description of one parameter.</summary>
internal static class ParameterFaults
{
    public static void Find(ParameterDescription p, string place, List<DescriptionFault> faults)
    {
        var at = $"parameter '{ParameterText.Show(p.Name)}'";
        if (!ParameterNames.IsGood(p.Name))
        {
            Add("name", "this name is not allowed; allowed: letters, digits, '.', '-', '_' and ':'");
        }
        else if (ParameterNames.Control.Contains(p.Name))
        {
            Add("name", $"this name is not allowed, because it controls every job; not allowed: {string.Join(", ", ParameterNames.Control)}");
        }

        if (!Enum.IsDefined(p.Type))
        {
            Add("type", $"type '{p.Type}' is not allowed; allowed: {string.Join(", ", Enum.GetNames<ParameterType>())}");
            return;
        }

        if (DaliShape.Fault(p) is { } shape)
        {
            Add("xtype", shape);
            return;
        }

        Bound("min", p.Min);
        Bound("max", p.Max);
        if (p is { Min: { } min, Max: { } max } && ParameterValue.Compare(p.Type, min, max) > 0)
        {
            Add("min", $"min '{min}' is above max '{max}'");
        }

        Texts(p, Add);
        Counts(p, Add);
        Options(p, Add);
        foreach (var value in p.AllDefaults)
        {
            if (ParameterValue.Refusal(p, value) is { } allowed)
            {
                Add("default", $"default '{ParameterText.Show(value)}' is not allowed; allowed: {(p.Type == ParameterType.File ? "an http or https URL" : allowed)}");
            }
        }

        if (p.MediaType is { } media && !MediaTypeHeaderValue.TryParse(media, out _))
        {
            Add("mediaType", $"mediaType '{ParameterText.Show(media)}' is not allowed; allowed: a media type such as application/fits");
        }

        void Add(string member, string text) => faults.Add(new($"{place}.{member}", $"{at}: {text}"));

        void Bound(string which, string? bound)
        {
            if (bound is null)
            {
                return;
            }

            if (!ParameterValue.IsOrdered(p.Type) || p.Xtype is not (null or "interval" or "timestamp"))
            {
                Add(which, $"{which} '{ParameterText.Show(bound)}' has no meaning for this type; allowed with: integer, real, timestamp, and the xtype interval");
            }
            else if (!ParameterValue.HasType(p.Type, bound))
            {
                Add(which, $"{which} '{ParameterText.Show(bound)}' is not allowed; allowed: {ParameterValue.Words(p.Type)}");
            }
        }
    }

    private static void Texts(ParameterDescription p, Action<string, string> add)
    {
        var isText = p.Type is ParameterType.Text or ParameterType.Uri;
        if (p.Pattern is { } pattern && !isText)
        {
            add("pattern", "a pattern has no meaning for this type; allowed with: text, uri");
        }
        else if (p.Pattern is { } expression && ValuePattern.Fault(expression) is { } fault)
        {
            add("pattern", $"pattern '{ParameterText.Show(expression)}' is not allowed: {fault}");
        }

        if (p.MaxLength is { } length && (!isText || length < 1))
        {
            add("maxLength", isText ? $"maxLength '{length}' is not allowed; allowed: 1 or more" : "maxLength has no meaning for this type; allowed with: text, uri");
        }

        if (p.MaxSize is { } size && (p.Type != ParameterType.File || size < 1))
        {
            add("maxSize", p.Type == ParameterType.File ? $"maxSize '{size}' is not allowed; allowed: 1 or more bytes" : "maxSize has no meaning for this type; allowed with: file");
        }
    }

    private static void Counts(ParameterDescription p, Action<string, string> add)
    {
        if (!p.Repeatable && (p.MinCount ?? p.MaxCount) is not null)
        {
            add(p.MinCount is null ? "maxCount" : "minCount", "minCount and maxCount belong to a repeatable parameter");
        }
        else if (p.MinCount < 1 || p.MaxCount < 1 || p.MinCount > p.MaxCount)
        {
            add(p.MinCount is null ? "maxCount" : "minCount", $"{ParameterValue.CountWords(p)} is not allowed; allowed: counts above 0, minCount not above maxCount");
        }

        if (p.Default is not null && p.Defaults.Count > 0)
        {
            add("default", "a single and several default values are both given; allowed: one of the two");
        }
        else if (p.Defaults.Count > 1 && !p.Repeatable)
        {
            add("default", $"{p.Defaults.Count} default values are given; allowed: one, for it is not repeatable");
        }
        else if (p.AllDefaults.Count > 0 && (p.AllDefaults.Count < p.MinCount || p.AllDefaults.Count > p.MaxCount))
        {
            add("default", $"{p.AllDefaults.Count} default values are given; allowed: {ParameterValue.CountWords(p)}");
        }
    }

    private static void Options(ParameterDescription p, Action<string, string> add)
    {
        if (p.Options.Count > 0 && p.Type == ParameterType.File)
        {
            add("options", "a file has no options");
            return;
        }

        var unbounded = p with { Options = [] };
        foreach (var option in p.Options.Where(o => ParameterValue.Refusal(unbounded, o) is not null))
        {
            add("options", $"option '{ParameterText.Show(option)}' is not allowed; allowed: {ParameterValue.Allowed(unbounded)}");
        }

        foreach (var twice in p.Options.GroupBy(o => o, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            add("options", $"option '{ParameterText.Show(twice.Key)}' is given {twice.Count()} times");
        }

        foreach (var unknown in p.OptionTitles.Keys.Where(o => !p.Options.Contains(o, StringComparer.Ordinal)))
        {
            add("options", $"option '{ParameterText.Show(unknown)}' has a title but is no option");
        }
    }
}
