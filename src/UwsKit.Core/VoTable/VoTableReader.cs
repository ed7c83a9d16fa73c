using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>
/// Reads a small VOTable (1.0 to 1.5) without its data. No DTD, no entities of its own, nothing from outside; size, depth and number of elements are limited.
/// </summary>
internal static class VoTableReader
{
    private const int Deepest = 32;
    private const int MostElements = 100_000;
    private const int LongestReason = 200;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = DescriptionFile.Largest, IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The root element.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="source">Its name for messages.</param>
    /// <exception cref="UwsConfigurationException">It is no VOTable, or one that is not read here; one line, as <c>source:line:column: what is wrong</c>.</exception>
    public static VoElement Read(byte[] bytes, string source)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        try
        {
            // It looks at the first bytes already.
            using var xml = XmlReader.Create(stream, Settings);
            xml.MoveToContent();
            if (xml.LocalName != "VOTABLE" || !VoTableNames.IsNamespace(xml.NamespaceURI))
            {
                throw Fault(source, xml, $"the root is {Show(xml)}; allowed: VOTABLE of VOTable 1.0 to 1.5");
            }

            return ReadTree(xml, source);
        }
        catch (XmlException e)
        {
            // It quotes what it found, control characters as well.
            var reason = ParameterText.Cut(e.Message.Split(" Line ")[0].TrimEnd(), LongestReason);
            var isDtd = reason.Contains("DTD", StringComparison.Ordinal);
            var (line, column) = isDtd ? FindDtd(bytes) : e.LineNumber > 0 ? (e.LineNumber, e.LinePosition) : (1, 1);
            throw new UwsConfigurationException($"{source}:{line}:{column}: {(isDtd ? "a DTD was found; allowed: none" : $"broken XML: {reason}")}");
        }
    }

    // Also what follows the root is read, for it must be well-formed.
    private static VoElement ReadTree(XmlReader xml, string source)
    {
        Stack<(VoElement Element, StringBuilder Text)> open = new();
        VoElement? root = null;
        var count = 0;
        do
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when !VoTableNames.IsNamespace(xml.NamespaceURI):
                    throw Fault(source, xml, $"{Show(xml)} is not allowed; allowed: elements of VOTable");
                case XmlNodeType.Element when ++count > MostElements || xml.Depth > Deepest:
                    throw Fault(source, xml, $"too much for a job description; allowed: {MostElements} elements, {Deepest} within each other");
                case XmlNodeType.Element:
                    var element = Begin(xml);
                    root ??= element;
                    if (open.TryPeek(out var parent))
                    {
                        parent.Element.Children.Add(element);
                    }

                    if (!xml.IsEmptyElement)
                    {
                        open.Push((element, new()));
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    open.Peek().Text.Append(xml.Value);
                    break;
                case XmlNodeType.EndElement:
                    var (ended, text) = open.Pop();
                    ended.SetText(text.ToString());
                    break;
            }
        }
        while (xml.Read());

        return root!;
    }

    private static VoElement Begin(XmlReader xml)
    {
        var (line, column) = At(xml);
        var element = new VoElement(xml.LocalName, line, column);
        while (xml.MoveToNextAttribute())
        {
            if (xml.NamespaceURI.Length == 0)
            {
                element.Set(xml.LocalName, xml.Value);
            }
        }

        xml.MoveToElement();
        return element;
    }

    // The reader refuses it without saying where it stands.
    private static (int Line, int Column) FindDtd(ReadOnlySpan<byte> bytes)
    {
        var before = bytes[..Math.Max(0, bytes.IndexOf("<!DOCTYPE"u8))];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static UwsConfigurationException Fault(string source, XmlReader xml, string text)
    {
        var (line, column) = At(xml);
        return new($"{source}:{line}:{column}: {text}");
    }

    private static (int Line, int Column) At(XmlReader xml) => xml is IXmlLineInfo { LineNumber: > 0 } info ? (info.LineNumber, info.LinePosition) : (1, 1);

    private static string Show(XmlReader xml)
        => $"'{ParameterText.Show(xml.LocalName)}'{(xml.NamespaceURI.Length > 0 ? $" of '{ParameterText.Show(xml.NamespaceURI)}'" : "")}";
}
