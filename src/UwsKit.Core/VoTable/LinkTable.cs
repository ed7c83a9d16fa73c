using System.Globalization;

namespace UwsKit;

/// <summary>The table of a {links} resource (DataLink 1.1 §3).</summary>
internal static class LinkTable
{
    /// <summary>The type that it is sent as (§3.3).</summary>
    public const string ContentType = $"{VoTableNames.MediaType};content=datalink";

    private const string StandardId = "ivo://ivoa.net/std/DataLink#links-1.1";

    private static readonly VoParam[] Fields =
    [
        new("ID") { Ucd = "meta.id;meta.main" },
        new("access_url") { Ucd = "meta.ref.url" },
        new("service_def") { Ucd = "meta.ref" },
        new("error_message") { Ucd = "meta.code.error" },
        new("description", "unicodeChar") { Ucd = "meta.note" },
        new("semantics") { Ucd = "meta.code" },
        new("content_type") { Ucd = "meta.code.mime" },
        new("content_length", "long", null) { Ucd = "phys.size;meta.file", Unit = "byte" },
        new("local_semantics", "unicodeChar") { Ucd = "meta.code" },
        new("link_auth") { Ucd = "meta.code" },
        new("link_authorized", "boolean", null) { Ucd = "meta.code" },
    ];

    /// <summary>Begins the resource of the links, up to the first row.</summary>
    /// <param name="w">The table.</param>
    /// <param name="overflow">Whether some of the IDs that were asked for are left out.</param>
    public static void Start(VoTableWriter w, bool overflow)
    {
        w.StartResource("results");
        w.Info("QUERY_STATUS", overflow ? "OVERFLOW" : "OK");
        w.Info("standardID", StandardId);
        w.StartTable(Fields);
    }

    public static void Row(VoTableWriter w, LinkRow row)
    {
        ReadOnlySpan<string?> cells =
        [
            row.Id, row.AccessUrl, null, row.Error, row.Description, row.Semantics, row.ContentType, row.ContentLength?.ToString(CultureInfo.InvariantCulture),
            row.LocalSemantics, row.NeedsCredentials switch { true => "true", false => "false", null => null }, row.NeedsCredentials is null ? null : "true",
        ];
        w.Row(cells);
    }

    public static void End(VoTableWriter w)
    {
        w.EndTable();
        w.End();
    }
}
