using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>What the XML documents have in common: UTF-8 without BOM, indented, no character that XML cannot hold.</summary>
internal static class DocumentXml
{
    public const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Writes a document.</summary>
    public static byte[] Write(Action<XmlWriter> write, bool indent = true)
    {
        using var buffer = new MemoryStream();
        using (var w = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), Indent = indent, NewLineChars = "\n", CheckCharacters = false }))
        {
            write(w);
            w.WriteEndDocument();
        }

        return buffer.ToArray();
    }

    /// <summary>A namespace's prefix, on the root.</summary>
    public static void Prefix(this XmlWriter w, string prefix, string ns) => w.WriteAttributeString("xmlns", prefix, null, ns);

    /// <summary>An element with text; none for null.</summary>
    public static void Optional(this XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            w.WriteElementString(name, XmlText.Clean(text));
        }
    }

    /// <summary>An attribute; none for null.</summary>
    public static void Mark(this XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            w.WriteAttributeString(name, XmlText.Clean(text));
        }
    }

    /// <summary>Text of people.</summary>
    public static void Say(this XmlWriter w, string text) => w.WriteString(XmlText.Clean(text));
}
