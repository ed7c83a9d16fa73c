using System.Text.Json;

namespace CtaWorker;

/// <summary>
/// <c>provenance.json</c> (W3C PROV-JSON): what only the worker knows of its results. Files that name their job are never the same twice, so each of those comes with
/// the digest of what counts in it.
/// </summary>
internal static class OwnProvenance
{
    private const string FileName = "provenance.json";

    public static void Write(JobContext job, string step, params (string File, string? ContentSha256)[] results) => job.Output.Write(FileName, stream =>
    {
        using var w = new Utf8JsonWriter(stream, new() { Indented = true });
        w.WriteStartObject();
        w.WriteStartObject("prefix");
        w.WriteString("cta", "urn:ctaworker:");
        w.WriteEndObject();
        Node(w, "agent", "cta:software", ("prov:label", "CtaWorker " + Release.Version));
        Node(w, "activity", "cta:" + step, ("prov:label", step));
        w.WriteStartObject("entity");
        foreach (var (file, digest) in results)
        {
            w.WriteStartObject("cta:" + file);
            w.WriteString("prov:location", file);
            if (digest is not null)
            {
                w.WriteString("cta:contentSha256", digest);
            }

            w.WriteEndObject();
        }

        w.WriteEndObject();
        Relation(w, "wasAssociatedWith", ("activity", "cta:" + step, "agent", "cta:software"));
        Relation(w, "wasGeneratedBy", [.. results.Select(r => ("entity", "cta:" + r.File, "activity", "cta:" + step))]);
        w.WriteEndObject();
    });

    private static void Node(Utf8JsonWriter w, string kind, string name, (string Name, string Value) attribute)
    {
        w.WriteStartObject(kind);
        w.WriteStartObject(name);
        w.WriteString(attribute.Name, attribute.Value);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Relation(Utf8JsonWriter w, string name, params (string From, string FromName, string To, string ToName)[] all)
    {
        w.WriteStartObject(name);
        foreach (var (i, (from, fromName, to, toName)) in all.Index())
        {
            w.WriteStartObject($"_:{name}{i}");
            w.WriteString("prov:" + from, fromName);
            w.WriteString("prov:" + to, toName);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }
}
