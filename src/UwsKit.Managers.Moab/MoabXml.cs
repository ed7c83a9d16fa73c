using System.Text.RegularExpressions;
using System.Xml;

namespace UwsKit.Managers.Moab;

/// <summary>
/// Reads the XML of Moab's commands, which holds text of other users and may be cut, mixed with banners or no XML at all. Nothing is ever fetched or
/// expanded. What cannot be read is an error and never "no jobs".
/// </summary>
internal static partial class MoabXml
{
    private const string Begin = "<Data", End = "</Data>";

    // The length is bounded where the command's output is read.
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Fragment, CheckCharacters = false, IgnoreComments = true, IgnoreWhitespace = true,
    };

    /// <exception cref="UwsException"><see cref="UwsErrorKind.Unavailable"/>: not understood.</exception>
    public static MoabAnswer Read(string program, string text)
    {
        if (text.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.Contains("<!ENTITY", StringComparison.OrdinalIgnoreCase))
        {
            throw Unreadable("it declares a document type or entities, which are not read");
        }

        // Text before and after: banners of login scripts, warnings.
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        if (begin < 0)
        {
            throw Unreadable(text.Length == 0 ? "it is empty" : $"it has no <Data>, it begins with '{OutputTail.OneLine(text[..Math.Min(text.Length, 200)], 100)}'");
        }

        var end = text.LastIndexOf(End, StringComparison.Ordinal);
        if (end < begin)
        {
            throw Unreadable("it ends before </Data>");
        }

        try
        {
            return ReadData(Illegal().Replace(text[begin..(end + End.Length)], ""));
        }
        catch (XmlException e)
        {
            throw Unreadable(OutputTail.OneLine(e.Message, 200));
        }

        UwsException Unreadable(string why) => new(UwsErrorKind.Unavailable, $"the answer of {program} cannot be read: {why}");
    }

    private static MoabAnswer ReadData(string xml)
    {
        List<MoabJob> jobs = [];
        var (queue, queues, error) = ("", 0, (string?)null);
        using var reader = XmlReader.Create(new StringReader(xml), Settings);
        while (reader.Read())
        {
            // Elements below a job may be called anything.
            if (reader.NodeType is XmlNodeType.Element && reader.Depth <= 2)
            {
                switch (reader.LocalName)
                {
                    case "queue":
                        queue = reader.IsEmptyElement ? "" : reader.GetAttribute("option") ?? "";
                        queues++;
                        break;
                    case "job":
                        jobs.Add(new(Attributes(reader), queue));
                        break;
                    case "Error":
                        error = $"error {reader.GetAttribute("code")}: {(reader.IsEmptyElement ? "" : reader.ReadString())}";
                        break;
                }
            }
            else if (reader.NodeType is XmlNodeType.EndElement && reader.LocalName is "queue")
            {
                queue = "";
            }
        }

        return new(jobs, queues, error);
    }

    private static Dictionary<string, string> Attributes(XmlReader reader)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.MoveToNextAttribute())
        {
            attributes.TryAdd(reader.LocalName, reader.Value);
        }

        reader.MoveToElement();
        return attributes;
    }

    // Names of jobs hold what XML cannot.
    [GeneratedRegex("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]")]
    private static partial Regex Illegal();
}

/// <summary>What an answer held.</summary>
/// <param name="Jobs">In their order.</param>
/// <param name="Queues">How many parts of the queue, empty ones too.</param>
/// <param name="Error">Moab's own words for a failure; null = none.</param>
internal sealed record MoabAnswer(IReadOnlyList<MoabJob> Jobs, int Queues, string? Error);

/// <summary>A job's attributes, and the part of the queue that it stands in.</summary>
internal sealed record MoabJob(IReadOnlyDictionary<string, string> Attributes, string Queue)
{
    /// <summary>An attribute; empty where it is absent, as any of them may be.</summary>
    public string this[string name] => Attributes.GetValueOrDefault(name, "").Trim();
}
