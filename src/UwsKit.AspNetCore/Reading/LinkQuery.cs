namespace UwsKit;

/// <summary>What a client asks of a {links} resource (DataLink 1.1 §2.1, DALI 1.1 §3.4.3).</summary>
/// <param name="Ids">The IDs, each once, in order.</param>
/// <param name="ContentType">The type of the answer.</param>
internal sealed record LinkQuery(IReadOnlyList<string> Ids, string ContentType)
{
    private const string Allowed = "votable, application/x-votable+xml, text/xml";

    /// <exception cref="UwsException">A form that there is not, or more than one.</exception>
    public static LinkQuery Read(IReadOnlyList<PostedValue> values)
    {
        List<string> All(string name) => [.. values.Where(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(v => v.Value ?? "")];
        var formats = All("RESPONSEFORMAT").Distinct().ToList();
        return formats.Count <= 1 ? new([.. All("ID").Where(i => i.Length > 0).Distinct()], TypeOf(formats is [var format] ? format : ""))
            : throw new UwsException(UwsErrorKind.Invalid, $"UsageFault: RESPONSEFORMAT is given {formats.Count} times; allowed: once");
    }

    // Who asks for a type is answered by this very one (DALI 1.1 §3.4.3).
    private static string TypeOf(string format)
    {
        var name = format.Split(';')[0].Trim();
        var options = format.Split(';').Skip(1).Select(o => o.Trim()).ToList();
        var known = options.TrueForAll(o => o.Equals("content=datalink", StringComparison.OrdinalIgnoreCase) || o.Equals("serialization=TABLEDATA", StringComparison.OrdinalIgnoreCase));
        return known ? name.ToUpperInvariant() switch
        {
            "" or "VOTABLE" or "APPLICATION/X-VOTABLE+XML" when options.Count == 0 => LinkTable.ContentType,
            "APPLICATION/X-VOTABLE+XML" => format,
            "TEXT/XML" when options.Count == 0 => "text/xml; charset=utf-8",
            _ => throw Refuse(format),
        } : throw Refuse(format);
    }

    private static UwsException Refuse(string format) => new(UwsErrorKind.Invalid, $"UsageFault: RESPONSEFORMAT '{OneLine.Of(format)}' is not allowed; allowed: {Allowed}");
}
