using System.Xml;

namespace UwsKit;

/// <summary>Words of VOTable and of the standards that are written in it.</summary>
internal static class VoTableNames
{
    /// <summary>The namespace of VOTable 1.3, 1.4 and 1.5.</summary>
    public const string Namespace = "http://www.ivoa.net/xml/VOTable/v1.3";

    public const string Version = "1.4";

    public const string MediaType = "application/x-votable+xml";

    public const string Activity = "voprov:ActivityDescription";

    /// <summary>How a file is marked, for VOTable has no such type.</summary>
    public const string FileXtype = "application/octet-stream";

    /// <summary>Whether a text can be an XML ID.</summary>
    public static bool IsId(string text)
        => text.Length > 0 && XmlConvert.IsStartNCNameChar(text[0]) && text.All(XmlConvert.IsNCNameChar);

    /// <summary>Whether it is a namespace of VOTable; 1.0 had none.</summary>
    public static bool IsNamespace(string uri)
        => uri.Length == 0 || uri is "http://www.ivoa.net/xml/VOTable/v1.1" or "http://www.ivoa.net/xml/VOTable/v1.2" or Namespace
            or "http://www.ivoa.net/xml/VOTable/v1.4" or "http://www.ivoa.net/xml/VOTable/v1.5";
}
