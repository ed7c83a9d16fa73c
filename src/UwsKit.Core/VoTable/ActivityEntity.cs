namespace UwsKit;

/// <summary>What the layout says of an entity that is used or generated.</summary>
internal sealed record ActivityEntity
{
    private static readonly string[] Known = ["role", "multiplicity", "default", "content_type", "url", "type"];

    public string? Text { get; private init; }
    public string? Default { get; private init; }
    public string? ContentType { get; private init; }
    public string? Url { get; private init; }
    public string? Type { get; private init; }
    public Multiplicity? Multiplicity { get; private init; }

    /// <summary>Reads a GROUP of PARAMs, or a single PARAM with value, xtype and LINK as the layout had before.</summary>
    public static ActivityEntity Read(VoElement element, string at, ActivityNotes notes)
    {
        if (element.Name == "PARAM")
        {
            var link = element.All("LINK").FirstOrDefault();
            return new() { Text = element.Description, Default = element["value"], ContentType = element["xtype"], Url = link?["href"] };
        }

        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (var child in element.Children.Where(c => c.Name is not "DESCRIPTION"))
        {
            var name = child["name"] ?? "";
            if (child.Name == "LINK" && child["href"] is { } href)
            {
                values.TryAdd("url", href);
            }
            else if (child.Name != "PARAM" || !Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                notes.Differ(child, $"{at}: {child.Name} '{ParameterText.Show(name)}' is not kept");
            }
            else if (child["value"] is { } value && !values.TryAdd(name, value))
            {
                notes.Fault(child, $"{at}: {name} is given twice");
            }
        }

        if (values.TryGetValue("role", out var role) && role != element["name"])
        {
            notes.Differ(element, $"{at}: role '{ParameterText.Show(role)}' is not kept: its role is its name");
        }

        return new()
        {
            Text = element.Description, Default = values.GetValueOrDefault("default"), ContentType = values.GetValueOrDefault("content_type"),
            Url = values.GetValueOrDefault("url"), Type = values.GetValueOrDefault("type"), Multiplicity = Count(element, at, values.GetValueOrDefault("multiplicity"), notes),
        };
    }

    private static Multiplicity? Count(VoElement element, string at, string? text, ActivityNotes notes)
    {
        if (text is null || UwsKit.Multiplicity.Parse(text) is not null)
        {
            return text is null ? null : UwsKit.Multiplicity.Parse(text);
        }

        notes.Fault(element, $"{at}: multiplicity '{ParameterText.Show(text)}' is not allowed; allowed: {UwsKit.Multiplicity.Allowed}");
        return null;
    }
}
