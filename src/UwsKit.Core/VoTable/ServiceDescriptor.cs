namespace UwsKit;

/// <summary>A job list as a service descriptor (DataLink 1.1 §4): where jobs are created, and with what.</summary>
internal static class ServiceDescriptor
{
    private const string Uws = "ivo://ivoa.net/std/UWS#rest-1.1";

    /// <param name="w">The table.</param>
    /// <param name="list">The job list.</param>
    /// <param name="accessUrl">Its URL.</param>
    public static void Write(VoTableWriter w, JobList list, string accessUrl)
    {
        var d = list.Description;
        w.StartResource("meta", "adhoc:service", id: null, list.Name);
        w.Description(string.Join(". ", new[] { d.Title?.TrimEnd('.'), d.Text }.Where(t => !string.IsNullOrEmpty(t))) is { Length: > 0 } text ? text : list.Name);
        // A standard that implies UWS says that jobs are created by POST; without it clients would only GET (§4.2).
        w.Param(new("standardID") { Value = d.StandardId?.OriginalString ?? Uws });
        w.Param(new("accessURL") { Value = accessUrl });
        w.Param(new("contentType") { Value = "text/xml" });
        w.StartGroup("inputParams");
        foreach (var p in d.Parameters)
        {
            // A value would be one that is to be sent as it is (§4.3), so defaults are told in words.
            var shape = VoShape.Of(p);
            w.Param(shape with { Xtype = p.Type is ParameterType.File ? null : shape.Xtype, Description = Words(p) });
        }

        w.End();
        w.End();
    }

    // What VOTable has no place for.
    private static string Words(ParameterDescription p)
    {
        List<string> words = [p.Required && p.AllDefaults.Count == 0 ? "Required." : p.AllDefaults.Count > 0 ? $"Default: {string.Join(", ", p.AllDefaults)}." : "Optional."];
        if (p.Title is { } title)
        {
            words.Add($"{title.TrimEnd('.', ':')}:");
        }

        if (p.Text is { } text)
        {
            words.Add(text.TrimEnd('.') + ".");
        }

        if (p.Type is ParameterType.File)
        {
            words.Add($"A file{(p.MediaType is { } media ? $" ({media})" : "")}: an upload, or an http(s) URL.");
        }

        if (p.Repeatable)
        {
            words.Add($"May be repeated: {ParameterValue.CountWords(p)}.");
        }

        return string.Join(' ', words);
    }
}
