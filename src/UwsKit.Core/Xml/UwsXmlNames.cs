namespace UwsKit;

/// <summary>Namespaces of UWS documents.</summary>
public static class UwsXmlNames
{
    /// <summary>UWS elements, of protocol 1.0 and 1.1 alike (UWS 1.1 appendix B).</summary>
    public const string Uws = "http://www.ivoa.net/xml/UWS/v1.0";
    /// <summary>Link attributes.</summary>
    public const string Xlink = "http://www.w3.org/1999/xlink";
    /// <summary><c>nil</c>.</summary>
    public const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    /// <summary>
    /// What UwsKit itself puts into <c>jobInfo</c>: one element <c>info</c> with <c>progress</c> (attributes <c>percent</c> and <c>at</c>, its text),
    /// <c>former</c> (the phase before ARCHIVED) and <c>reason</c> (why HELD or UNKNOWN).
    /// </summary>
    public const string JobInfo = "urn:uwskit:jobinfo";
    /// <summary>
    /// The namespace that the schema of UWS 1.1 keeps for a service's own attributes of <c>result</c>: UwsKit writes <c>previewOf</c>, the name of the described
    /// result that this one is a quick view of.
    /// </summary>
    public const string Custom = "urn:uwscustom";
}
