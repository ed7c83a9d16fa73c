using System.Globalization;

namespace UwsKit;

/// <summary>Turns the resource of an ActivityDescription into a description.</summary>
internal sealed class ActivityReader(ActivityNotes notes)
{
    private static readonly string[] KnownResource = ["ID", "name", "type", "utype"];

    private readonly Dictionary<string, VoElement> _values = new(StringComparer.OrdinalIgnoreCase);

    public JobDescription Read(VoElement root)
    {
        notes.Place("", root);
        var activities = Resources(root).Where(r => r["utype"] is { } utype && utype.EndsWith(":ActivityDescription", StringComparison.OrdinalIgnoreCase)).ToList();
        if (activities.Count != 1)
        {
            notes.Fault(activities.Count == 0 ? root : activities[1], $"{activities.Count} resources with utype {VoTableNames.Activity}; allowed: one");
            return new() { Name = "unnamed" };
        }

        return ReadActivity(activities[0]);
    }

    private static IEnumerable<VoElement> Resources(VoElement element) => element.All("RESOURCE").SelectMany(r => Resources(r).Prepend(r));

    private JobDescription ReadActivity(VoElement resource)
    {
        notes.Place("", resource);
        Unknown(resource, KnownResource);
        Sort(resource);
        var name = resource["name"] ?? resource["ID"] ?? "";
        if (name.Length == 0)
        {
            notes.Fault(resource, "the resource has no name; allowed: name (or ID) with the name of the job");
        }
        else if (name.Any(char.IsUpper))
        {
            notes.Differ(resource, $"name '{ParameterText.Show(name)}' becomes '{ParameterText.Show(name.ToLowerInvariant())}'");
        }

        var parameters = new ActivityParameters(notes);
        foreach (var (element, read) in Groups(resource, "InputParams", parameters.ReadInput).Concat(Groups(resource, "Used", parameters.ReadUsed)))
        {
            read(element);
        }

        var results = new ActivityResults(notes);
        foreach (var (element, read) in Groups(resource, "Generated", results.Read))
        {
            read(element);
        }

        var description = new JobDescription
        {
            Name = name.Length == 0 ? "unnamed" : name.ToLowerInvariant(),
            Title = Take("title"),
            Text = resource.Description,
            Version = Take("version"),
            Documentation = Documentation(resource),
            Contact = ContactText.Join(Take("contact_name"), Take("contact_email")),
            StandardId = Identifier(),
            ActivityType = Take("type"),
            ActivitySubtype = Take("subtype"),
            Parameters = parameters.All,
            Results = results.All,
            ExecutionDuration = Duration(),
            Backend = new() { Script = $"{name}.sh" },
        };
        if (_values.Remove("script", out var script) && script["value"] is { } text)
        {
            notes.Differ(script, $"script: its {text.Length} characters are not run; what is run is the file {name}.sh beside the description");
        }

        foreach (var (left, element) in _values.Where(v => v.Value["value"] is not null))
        {
            notes.Differ(element, $"{ParameterText.Show(left)} '{ParameterText.Show(element["value"]!)}' is not kept: a description has no such member");
        }

        return description;
    }

    // What the resource says of itself, by name; what cannot be said is noted.
    private void Sort(VoElement resource)
    {
        foreach (var child in resource.Children)
        {
            switch (child.Name)
            {
                case "PARAM" or "INFO" when child["name"] is { } name:
                    if (!_values.TryAdd(name, child))
                    {
                        notes.Fault(child, $"{ParameterText.Show(name)} is given twice");
                    }

                    break;
                case "GROUP" when Is(child, "InputParams") || Is(child, "Used") || Is(child, "Generated"):
                case "DESCRIPTION" or "LINK":
                    break;
                default:
                    notes.Differ(child, $"{child.Name} '{ParameterText.Show(child["name"] ?? "")}' is not kept: a description has no such member");
                    break;
            }
        }
    }

    private IEnumerable<(VoElement Element, Action<VoElement> Read)> Groups(VoElement resource, string name, Action<VoElement> read)
    {
        foreach (var child in resource.All("GROUP").Where(g => Is(g, name)).SelectMany(g => g.Children))
        {
            if (child.Name is "PARAM" or "GROUP" && child["name"] is not null)
            {
                yield return (child, read);
            }
            else if (child.Name is not "DESCRIPTION")
            {
                notes.Fault(child, $"{child.Name}{(child.Name is "PARAM" or "GROUP" ? " without a name" : "")} in {name} is not allowed; allowed: PARAM and GROUP with a name");
            }
        }
    }

    private static bool Is(VoElement group, string name) => string.Equals(group["name"], name, StringComparison.OrdinalIgnoreCase);

    private string? Take(string name) => _values.Remove(name, out var element) ? element["value"] : null;

    private Uri? Documentation(VoElement resource)
    {
        _values.TryGetValue("doculink", out var at);
        var link = resource.All("LINK").FirstOrDefault(l => l["href"] is not null);
        var text = Take("doculink") ?? link?["href"];
        foreach (var other in resource.All("LINK").Where(l => l["href"] != text))
        {
            notes.Differ(other, $"LINK '{ParameterText.Show(other["href"] ?? "")}' is not kept: a description has one documentation");
        }

        if (text is null || ParameterValue.IsHttpUrl(text))
        {
            return text is null ? null : new(text);
        }

        notes.Differ(at ?? link!, $"doculink '{ParameterText.Show(text)}' is not kept; allowed: an absolute http or https URL");
        return null;
    }

    private Uri? Identifier()
    {
        _values.TryGetValue("standardID", out var at);
        if (Take("standardID") is not { } text)
        {
            return null;
        }

        notes.Place("standardId", at!);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return uri;
        }

        notes.Fault(at!, $"standardID '{ParameterText.Show(text)}' is not allowed; allowed: an IVOA identifier such as ivo://ivoa.net/std/SODA#async-1.0");
        return null;
    }

    private TimeSpan? Duration()
    {
        _values.TryGetValue("executionDuration", out var at);
        if (Take("executionDuration") is not { } text)
        {
            return null;
        }

        notes.Place("executionDuration", at!);
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= int.MaxValue)
        {
            return seconds == 0 ? null : TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        notes.Fault(at!, $"executionDuration '{ParameterText.Show(text)}' is not allowed; allowed: seconds, 0 for no limit");
        return null;
    }

    private void Unknown(VoElement element, string[] known)
    {
        foreach (var (name, value) in element.Attributes.Where(a => a.Value.Length > 0 && !known.Contains(a.Key)))
        {
            notes.Differ(element, $"attribute {ParameterText.Show(name)} '{ParameterText.Show(value)}' is not kept");
        }
    }
}
