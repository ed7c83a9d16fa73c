using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>Writes the canonical JSON of a description: its digest must not change while the description does not.</summary>
internal static class DescriptionWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JobDescription d)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var w = new Utf8JsonWriter(buffer, Options))
        {
            w.WriteStartObject();
            w.WriteString("name", d.Name);
            Text(w, "title", d.Title);
            Text(w, "text", d.Text);
            Text(w, "version", d.Version);
            Text(w, "documentation", d.Documentation?.OriginalString);
            Text(w, "contact", d.Contact);
            Text(w, "standardId", d.StandardId?.OriginalString);
            Text(w, "activityType", d.ActivityType);
            Text(w, "activitySubtype", d.ActivitySubtype);
            Objects(w, "parameters", d.Parameters, Parameter);
            Objects(w, "rules", d.Rules, Rule);
            Objects(w, "examples", d.Examples, Example);
            Objects(w, "results", d.Results, Result);
            Flag(w, "allowUndescribedParameters", d.AllowUndescribedParameters);
            Text(w, "executionDuration", d.ExecutionDuration is { } duration ? UwsDuration.Format(duration) : null);
            Text(w, "errorFormat", d.ErrorFormat?.ToString().ToLowerInvariant());
            Backend(w, d.Backend);
            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Parameter(Utf8JsonWriter w, ParameterDescription p)
    {
        w.WriteString("name", p.Name);
        w.WriteString("type", p.Type.ToString().ToLowerInvariant());
        Text(w, "title", p.Title);
        Text(w, "group", p.Group);
        Flag(w, "required", p.Required);
        Flag(w, "repeatable", p.Repeatable);
        Number(w, "minCount", p.MinCount);
        Number(w, "maxCount", p.MaxCount);
        Text(w, "default", p.Default);
        Texts(w, "default", p.Defaults);
        Text(w, "min", p.Min);
        Text(w, "max", p.Max);
        OptionsOf(w, p);
        Text(w, "pattern", p.Pattern);
        Number(w, "maxLength", p.MaxLength);
        Number(w, "maxSize", p.MaxSize);
        Text(w, "xtype", p.Xtype);
        Text(w, "unit", p.Unit);
        Text(w, "ucd", p.Ucd);
        Text(w, "utype", p.Utype);
        Text(w, "mediaType", p.MediaType);
        Text(w, "text", p.Text);
    }

    private static void OptionsOf(Utf8JsonWriter w, ParameterDescription p)
    {
        if (p.Options.Count == 0)
        {
            return;
        }

        w.WriteStartArray("options");
        foreach (var option in p.Options)
        {
            if (p.OptionTitles.TryGetValue(option, out var title))
            {
                w.WriteStartObject();
                w.WriteString("value", option);
                w.WriteString("title", title);
                w.WriteEndObject();
            }
            else
            {
                w.WriteStringValue(option);
            }
        }

        w.WriteEndArray();
    }

    private static void Rule(Utf8JsonWriter w, ParameterRule r)
    {
        w.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(r.Kind.ToString()));
        Text(w, "parameter", r.Parameter);
        Texts(w, "parameters", r.Parameters);
        Text(w, "text", r.Text);
    }

    private static void Example(Utf8JsonWriter w, ExampleDescription e)
    {
        w.WriteString("name", e.Name);
        Text(w, "text", e.Text);
        w.WriteStartObject("parameters");
        foreach (var (name, values) in e.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Texts(w, name, values);
        }

        w.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter w, ResultDescription r)
    {
        w.WriteString("name", r.Name);
        Text(w, "mediaType", r.MediaType);
        Text(w, "filePattern", r.FilePattern);
        Flag(w, "required", r.Required);
        Text(w, "previewOf", r.PreviewOf);
        Text(w, "text", r.Text);
    }

    private static void Backend(Utf8JsonWriter w, BackendDescription b)
    {
        if (b.Command.Count == 0 && b.Script is null && b.Arguments.Count == 0 && b.Options.Count == 0)
        {
            return;
        }

        w.WriteStartObject("backend");
        Texts(w, "command", b.Command);
        Text(w, "script", b.Script);
        Texts(w, "arguments", b.Arguments);
        if (b.Options.Count > 0)
        {
            w.WriteStartObject("options");
            foreach (var (name, value) in b.Options.OrderBy(o => o.Key, StringComparer.Ordinal))
            {
                w.WriteString(name, value);
            }

            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    private static void Objects<T>(Utf8JsonWriter w, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        w.WriteStartArray(name);
        foreach (var item in items)
        {
            w.WriteStartObject();
            write(w, item);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter w, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            w.WriteStartArray(name);
            foreach (var text in texts)
            {
                w.WriteStringValue(text);
            }

            w.WriteEndArray();
        }
    }

    private static void Text(Utf8JsonWriter w, string name, string? text)
    {
        if (text is not null)
        {
            w.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter w, string name, long? number)
    {
        if (number is { } value)
        {
            w.WriteNumber(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter w, string name, bool flag)
    {
        if (flag)
        {
            w.WriteBoolean(name, true);
        }
    }
}
