using System.Text.Json;

namespace UwsKit;

/// <summary>Turns JSON into a description; what is wrong with the form is noted, what is wrong with the content is <see cref="DescriptionFaults"/>' business.</summary>
internal sealed class DescriptionReader
{
    // "$schema" is what editors look for.
    private static readonly string[] Root =
    [
        "name", "title", "text", "version", "documentation", "contact", "standardId", "activityType", "activitySubtype", "parameters", "rules", "examples",
        "results", "allowUndescribedParameters", "executionDuration", "errorFormat", "backend", "$schema",
    ];

    private readonly ParameterReader _parameters;

    public DescriptionReader() => _parameters = new(Faults);

    public List<string> Faults { get; } = [];

    public JobDescription Read(JsonElement json)
    {
        var m = new JsonMembers(json, "", Faults, Root);
        var before = Faults.Count;
        var name = json.ValueKind == JsonValueKind.Object ? m.Needed("name") : "unnamed";
        return new()
        {
            // A fault of the form is told once: it gets a value that the later judgement of the content lets pass.
            Name = Faults.Count > before ? "unnamed" : name,
            Title = m.Text("title"),
            Text = m.Text("text"),
            Version = m.Text("version", scalars: true),
            Documentation = m.Text("documentation") is { } url ? Documentation(url, m.Place("documentation")) : null,
            Contact = m.Text("contact"),
            StandardId = m.Text("standardId") is { } standard ? Identifier(standard, m.Place("standardId")) : null,
            ActivityType = m.Text("activityType"),
            ActivitySubtype = m.Text("activitySubtype"),
            Parameters = [.. m.Items("parameters").Select(p => _parameters.Read(p.Json, p.At))],
            Rules = [.. m.Items("rules").Select(r => Rule(r.Json, r.At)).OfType<ParameterRule>()],
            Examples = [.. m.Items("examples").Select(e => Example(e.Json, e.At)).OfType<ExampleDescription>()],
            Results = [.. m.Items("results").Select(r => Result(r.Json, r.At))],
            AllowUndescribedParameters = m.Flag("allowUndescribedParameters"),
            ExecutionDuration = Duration(m),
            ErrorFormat = m.Text("errorFormat") is { } form ? Form(form) : null,
            Backend = m.Find("backend") is { } backend ? Backend(backend) : new(),
        };
    }

    private Uri? Documentation(string url, string at)
    {
        if (ParameterValue.IsHttpUrl(url))
        {
            return new(url);
        }

        Faults.Add($"{at}: '{ParameterText.Show(url)}' is not allowed; allowed: an absolute http or https URL");
        return null;
    }

    private TimeSpan? Duration(JsonMembers m)
    {
        if (m.Text("executionDuration", scalars: true) is not { } text)
        {
            return null;
        }

        if (UwsDuration.TryParse(text, out var duration))
        {
            return duration;
        }

        Faults.Add($"executionDuration: '{ParameterText.Show(text)}' is not allowed; allowed: {UwsDuration.Allowed}");
        return null;
    }

    private ErrorFormat? Form(string word)
    {
        if (word is "text" or "votable")
        {
            return word == "text" ? ErrorFormat.Text : ErrorFormat.VOTable;
        }

        Faults.Add($"errorFormat: '{ParameterText.Show(word)}' is not allowed; allowed: text, votable");
        return null;
    }

    private Uri? Identifier(string text, string at)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            return uri;
        }

        Faults.Add($"{at}: '{ParameterText.Show(text)}' is not allowed; allowed: an IVOA identifier such as ivo://ivoa.net/std/SODA#async-1.0");
        return null;
    }

    private ParameterRule? Rule(JsonElement json, string at)
    {
        const string kinds = "oneOf, atMostOneOf, atLeastOneOf, needs";
        var before = Faults.Count;
        var m = new JsonMembers(json, at, Faults, ["kind", "parameter", "parameters", "text"]);
        var word = json.ValueKind == JsonValueKind.Object ? m.Needed("kind", kinds) : "";
        var kind = ParameterRuleKind.OneOf;
        if (word.Length > 0 && !(char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out kind) && Enum.IsDefined(kind)))
        {
            Faults.Add($"{at}.kind: '{ParameterText.Show(word)}' is not allowed; allowed: {kinds}");
        }

        var rule = new ParameterRule(kind, m.Texts("parameters")) { Parameter = m.Text("parameter"), Text = m.Text("text") };
        return Faults.Count == before ? rule : null;
    }

    private ExampleDescription? Example(JsonElement json, string at)
    {
        var before = Faults.Count;
        var m = new JsonMembers(json, at, Faults, ["name", "text", "parameters"]);
        var name = json.ValueKind == JsonValueKind.Object ? m.Needed("name") : "";
        var values = m.Find("parameters") is { } found ? new JsonMembers(found, m.Place("parameters"), Faults, null) : null;
        var example = new ExampleDescription(name)
        {
            Text = m.Text("text"),
            Parameters = (values?.Names ?? []).ToDictionary(n => n, n => values!.OneOrMore(n), StringComparer.Ordinal),
        };
        return Faults.Count == before ? example : null;
    }

    private ResultDescription Result(JsonElement json, string at)
    {
        var before = Faults.Count;
        var m = new JsonMembers(json, at, Faults, ["name", "mediaType", "filePattern", "required", "previewOf", "text"]);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new(at);
        }

        var result = new ResultDescription(m.Needed("name"), m.Text("mediaType"))
        {
            FilePattern = m.Text("filePattern"), Required = m.Flag("required"), PreviewOf = m.Text("previewOf"), Text = m.Text("text"),
        };
        // The name stays where there is one: another result may be a preview of it.
        return Faults.Count == before ? result : new(result.Name.Length > 0 ? result.Name : at);
    }

    private BackendDescription Backend(JsonElement json)
    {
        var m = new JsonMembers(json, "backend", Faults, ["command", "script", "arguments", "options"]);
        var options = m.Find("options") is { } found ? new JsonMembers(found, "backend.options", Faults, null) : null;
        return new()
        {
            Command = m.Texts("command"),
            Script = m.Text("script"),
            Arguments = m.Texts("arguments"),
            Options = (options?.Names ?? []).Select(n => (Name: n, Value: options!.Text(n, scalars: true)))
                .Where(o => o.Value is not null).ToDictionary(o => o.Name, o => o.Value!, StringComparer.Ordinal),
        };
    }
}
