using System.Buffers;
using System.Text.Json;

namespace UwsKit;

/// <summary>The service's home and its list of descriptions as JSON. Pure and thread-safe.</summary>
internal static class ServiceJson
{
    /// <summary>Where everything is.</summary>
    public static byte[] Home(ServiceInterface service) => Write(w =>
    {
        w.WriteString("title", service.Title);
        Lists(w, "jobLists", service);
        w.WriteStartObject("documents");
        w.WriteString("availability", $"{service.Root}/availability");
        w.WriteString("capabilities", $"{service.Root}/capabilities");
        w.WriteString("wadl", $"{service.Root}/application.wadl");
        w.WriteString("openApi", $"{service.Root}/openapi.json");
        w.WriteString("descriptions", $"{service.Root}/descriptions");
        if (service.HasExamples)
        {
            w.WriteString("examples", $"{service.Root}/examples");
        }

        if (service.HasRecord)
        {
            w.WriteString("registryRecord", $"{service.Root}/registry-record");
        }

        w.WriteEndObject();
    });

    /// <summary>What is described.</summary>
    public static byte[] Descriptions(ServiceInterface service) => Write(w => Lists(w, "descriptions", service));

    private static void Lists(Utf8JsonWriter w, string name, ServiceInterface service)
    {
        w.WriteStartArray(name);
        foreach (var list in service.Lists)
        {
            w.WriteStartObject();
            w.WriteString("name", list.Name);
            w.WriteString("title", list.Description.Title);
            w.WriteString("version", list.Description.Version);
            w.WriteString("digest", list.Digest);
            w.WriteString("href", service.UrlOf(list));
            w.WriteString("description", $"{service.Root}/descriptions/{list.Name}");
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var w = new Utf8JsonWriter(buffer, JsonPipe.Options))
        {
            w.WriteStartObject();
            write(w);
            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
