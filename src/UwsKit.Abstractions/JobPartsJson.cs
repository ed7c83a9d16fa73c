using System.Text.Json;

namespace UwsKit;

/// <summary>
/// Reads and writes the parts that nearly every job document holds. The serializer takes several times as long for these small records, and it is on the
/// way of every GET and of every creation. Members that are not known are passed over, as the serializer does.
/// </summary>
internal static class JobPartsJson
{
    public static void Write(Utf8JsonWriter w, IReadOnlyList<JobParameter> parameters)
    {
        w.WriteStartArray("parameters");
        foreach (var parameter in parameters)
        {
            w.WriteStartObject();
            w.WriteString("name", parameter.Name);
            if (parameter.Value is not null)
            {
                w.WriteString("value", parameter.Value);
            }

            if (parameter.File is not null)
            {
                w.WritePropertyName("file");
                JsonSerializer.Serialize(w, parameter.File, JobJsonContext.Default.JobFile);
            }

            w.WriteBoolean("byReference", parameter.ByReference);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter w, DescriptionRef description)
    {
        w.WriteStartObject("description");
        w.WriteString("name", description.Name);
        if (description.Version is not null)
        {
            w.WriteString("version", description.Version);
        }

        w.WriteString("digest", description.Digest);
        w.WriteEndObject();
    }

    public static IReadOnlyList<JobParameter> Parameters(ref Utf8JsonReader r)
    {
        List<JobParameter> all = [];
        while (NextObject(ref r))
        {
            string? name = null, value = null;
            JobFile? file = null;
            var byReference = false;
            while (NextMember(ref r) is { } member)
            {
                switch (member)
                {
                    case "name": name = r.GetString(); break;
                    case "value": value = r.GetString(); break;
                    case "file": file = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.JobFile); break;
                    case "byReference": byReference = r.GetBoolean(); break;
                    default: r.Skip(); break;
                }
            }

            all.Add(new(name!, value) { File = file, ByReference = byReference });
        }

        return all;
    }

    public static IReadOnlyList<JobResult> Results(ref Utf8JsonReader r)
    {
        List<JobResult> all = [];
        while (NextObject(ref r))
        {
            string? id = null, fileName = null, href = null, mediaType = null, sha256 = null, described = null, previewOf = null;
            var main = false;
            long? size = null;
            while (NextMember(ref r) is { } member)
            {
                switch (member)
                {
                    case "id": id = r.GetString(); break;
                    case "fileName": fileName = r.GetString(); break;
                    case "href": href = r.GetString(); break;
                    case "mediaType": mediaType = r.GetString(); break;
                    case "size": size = r.TokenType == JsonTokenType.Null ? null : r.GetInt64(); break;
                    case "sha256": sha256 = r.GetString(); break;
                    case "described": described = r.GetString(); break;
                    case "main": main = r.GetBoolean(); break;
                    case "previewOf": previewOf = r.GetString(); break;
                    default: r.Skip(); break;
                }
            }

            all.Add(new(id!, fileName)
            {
                Href = href is null ? null : new(href, UriKind.RelativeOrAbsolute), MediaType = mediaType, Size = size, Sha256 = sha256,
                Described = described, Main = main, PreviewOf = previewOf,
            });
        }

        return all;
    }

    /// <summary>Steps into the next object of the list that the reader stands on or in; false at its end, and for null.</summary>
    private static bool NextObject(ref Utf8JsonReader r)
    {
        if (r.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        // At first the reader stands on the list's own bracket, later on the end of the object before.
        r.Read();
        return r.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.EndArray => false,
            _ => throw new JsonException($"a list of objects holds a {r.TokenType}"),
        };
    }

    /// <summary>Steps onto the value of the next member and gives its name; null at the end of the object.</summary>
    private static string? NextMember(ref Utf8JsonReader r)
    {
        r.Read();
        if (r.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = r.GetString();
        r.Read();
        return name;
    }
}
