using System.Text.Json;

namespace UwsKit;

/// <summary>Turns the JSON of one parameter into its description; what is wrong with the form is noted.</summary>
internal sealed class ParameterReader(List<string> faults)
{
    private static readonly string[] Members =
    [
        "name", "type", "title", "text", "group", "required", "repeatable", "minCount", "maxCount", "default", "min", "max", "options", "pattern", "maxLength",
        "maxSize", "xtype", "unit", "ucd", "utype", "mediaType",
    ];

    private static readonly string Types = string.Join(", ", Enum.GetNames<ParameterType>()).ToLowerInvariant();

    public ParameterDescription Read(JsonElement json, string at)
    {
        var before = faults.Count;
        var m = new JsonMembers(json, at, faults, Members);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Placeholder(at);
        }

        var name = m.Needed("name");
        var word = m.Needed("type", Types);
        var type = ParameterType.Text;
        if (word.Length > 0 && !(char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out type) && Enum.IsDefined(type)))
        {
            faults.Add($"{at}.type: '{ParameterText.Show(word)}' is not allowed; allowed: {Types}");
        }

        var (options, titles) = Options(m);
        var several = m.Find("default") is { ValueKind: JsonValueKind.Array };
        var parameter = new ParameterDescription(name, type)
        {
            Title = m.Text("title"),
            Text = m.Text("text"),
            Group = m.Text("group"),
            Required = m.Flag("required"),
            Repeatable = m.Flag("repeatable"),
            MinCount = (int?)m.Whole("minCount", int.MaxValue),
            MaxCount = (int?)m.Whole("maxCount", int.MaxValue),
            Default = several ? null : m.Text("default", scalars: true),
            Defaults = several ? m.Texts("default", scalars: true) : [],
            Min = m.Text("min", scalars: true),
            Max = m.Text("max", scalars: true),
            Options = options,
            OptionTitles = titles,
            Pattern = m.Text("pattern"),
            MaxLength = (int?)m.Whole("maxLength", int.MaxValue),
            MaxSize = m.Whole("maxSize", long.MaxValue),
            Xtype = m.Text("xtype"),
            Unit = m.Text("unit"),
            Ucd = m.Text("ucd"),
            Utype = m.Text("utype"),
            MediaType = m.Text("mediaType"),
        };
        return faults.Count == before ? parameter : name.Length == 0 ? Placeholder(at) : new(name, ParameterType.Text);
    }

    // A fault of the form is told once: what comes back here passes the later judgement of the content.
    private static ParameterDescription Placeholder(string at) => new($"unnamed-{at.TrimEnd(']').Split('[')[^1]}", ParameterType.Text);

    // An option is its value, or an object of value and title.
    private (IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> Titles) Options(JsonMembers m)
    {
        List<string> values = [];
        Dictionary<string, string> titles = new(StringComparer.Ordinal);
        foreach (var (json, at) in m.Items("options"))
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                values.AddRange(m.Text(json, at, scalars: true) is { } value ? [value] : []);
                continue;
            }

            var option = new JsonMembers(json, at, faults, ["value", "title"]);
            if (option.Text("value", scalars: true) is not { } named)
            {
                faults.Add($"{at}.value: a value is needed; allowed: a text, a number, true or false");
                continue;
            }

            values.Add(named);
            if (option.Text("title") is { } title)
            {
                titles[named] = title;
            }
        }

        return (values, titles);
    }
}
