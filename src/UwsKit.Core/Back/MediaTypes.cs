using System.Collections.Frozen;

namespace UwsKit;

/// <summary>Media types by extension, as this field uses them; for results whose description says none.</summary>
internal static class MediaTypes
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        [".fits"] = "application/fits", [".fit"] = "application/fits", [".fts"] = "application/fits", [".fz"] = "application/fits",
        [".vot"] = "application/x-votable+xml", [".votable"] = "application/x-votable+xml", [".ecsv"] = "application/x-ecsv",
        [".csv"] = "text/csv", [".tsv"] = "text/tab-separated-values", [".txt"] = "text/plain", [".log"] = "text/plain", [".md"] = "text/markdown",
        [".json"] = "application/json", [".xml"] = "application/xml", [".yaml"] = "application/yaml", [".yml"] = "application/yaml", [".html"] = "text/html",
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".svg"] = "image/svg+xml", [".pdf"] = "application/pdf",
        [".h5"] = "application/x-hdf5", [".hdf5"] = "application/x-hdf5", [".parquet"] = "application/vnd.apache.parquet",
        [".gz"] = "application/gzip", [".tgz"] = "application/gzip", [".zip"] = "application/zip", [".tar"] = "application/x-tar",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of a file; null when its extension tells nothing.</summary>
    public static string? Of(string fileName) => Known.GetValueOrDefault(Path.GetExtension(fileName));
}
