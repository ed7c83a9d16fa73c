using System.Text.Json;

namespace UwsKit;

/// <summary>Turns JSON into a description; what is wrong with the form is noted, what is wrong with the content is <see cref="DescriptionFaults"/>' business.</summary>
internal sealed class DescriptionReader
{
    // "$schema" is what editors look for.
    private static readonly string[] Root =
    [
        "name", "title", "text", "version", "documentation", "contact", "parameters", "results", "allowUndescribedParameters", "executionDuration",
        "backend", "$schema",
    ];

    private static readonly string[] OfParameter =
        ["name", "type", "required", "repeatable", "default", "min", "max", "options", "unit", "ucd", "mediaType", "text"];

    private static readonly string Types = string.Join(", ", Enum.GetNames<ParameterType>()).ToLowerInvariant();

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
            Parameters = [.. m.Items("parameters").Select(p => Parameter(p.Json, p.At))],
            Results = [.. m.Items("results").Select(r => Result(r.Json, r.At))],
            AllowUndescribedParameters = m.Flag("allowUndescribedParameters"),
            ExecutionDuration = Duration(m),
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

    private ParameterDescription Parameter(JsonElement json, string at)
    {
        var before = Faults.Count;
        var m = new JsonMembers(json, at, Faults, OfParameter);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Placeholder(at);
        }

        var name = m.Needed("name");
        var word = m.Needed("type", Types);
        var type = ParameterType.Text;
        if (word.Length > 0 && !(char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out type) && Enum.IsDefined(type)))
        {
            Faults.Add($"{at}.type: '{ParameterText.Show(word)}' is not allowed; allowed: {Types}");
        }

        var parameter = new ParameterDescription(name, type)
        {
            Required = m.Flag("required"),
            Repeatable = m.Flag("repeatable"),
            Default = m.Text("default", scalars: true),
            Min = m.Text("min", scalars: true),
            Max = m.Text("max", scalars: true),
            Options = m.Texts("options", scalars: true),
            Unit = m.Text("unit"),
            Ucd = m.Text("ucd"),
            MediaType = m.Text("mediaType"),
            Text = m.Text("text"),
        };
        return Faults.Count == before ? parameter : name.Length == 0 ? Placeholder(at) : new(name, ParameterType.Text);
    }

    private static ParameterDescription Placeholder(string at) => new($"unnamed-{at.TrimEnd(']').Split('[')[^1]}", ParameterType.Text);

    private ResultDescription Result(JsonElement json, string at)
    {
        var before = Faults.Count;
        var m = new JsonMembers(json, at, Faults, ["name", "mediaType", "filePattern", "text"]);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new(at, "text/plain");
        }

        var result = new ResultDescription(m.Needed("name"), m.Needed("mediaType", "a media type such as image/fits"))
        {
            FilePattern = m.Text("filePattern"), Text = m.Text("text"),
        };
        return Faults.Count == before ? result : new(at, "text/plain");
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
