using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>
/// Writes the service's examples (DALI 1.1 §2.3): XHTML with RDFa Lite, each example of each description with its parameters and a command line that creates the
/// job. Pure and thread-safe.
/// </summary>
internal static class ExamplesWriter
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    public static byte[] Write(ServiceInterface service) => DocumentXml.Write(
        w =>
        {
            w.WriteStartElement("html", Xhtml);
            w.WriteStartElement("head");
            w.WriteElementString("title", XmlText.Clean($"Examples: {service.Title}"));
            w.WriteEndElement();
            w.WriteStartElement("body");
            w.WriteStartElement("div");
            w.WriteAttributeString("vocab", "http://www.ivoa.net/rdf/examples#");
            w.WriteElementString("h1", XmlText.Clean($"Examples: {service.Title}"));
            foreach (var list in service.Lists)
            {
                foreach (var example in list.Description.Examples)
                {
                    Example(w, service, list, example);
                }
            }
        },
        indent: false);

    /// <summary>The command line that creates the example's job and runs it, for a POSIX shell.</summary>
    public static string CommandLine(string url, ExampleDescription example)
    {
        var text = new StringBuilder("curl -i -d PHASE=RUN");
        foreach (var (name, value) in Values(example))
        {
            text.Append(" --data-urlencode ").Append(Quote($"{Uri.EscapeDataString(name)}={value}"));
        }

        return text.Append(' ').Append(Quote(url)).ToString();
    }

    private static void Example(XmlWriter w, ServiceInterface service, JobList list, ExampleDescription example)
    {
        // A list's name has no dot, so no two examples share an id.
        var id = $"{example.Name}.{list.Name}";
        w.WriteStartElement("div");
        w.Mark("id", id);
        w.Mark("resource", $"#{id}");
        w.WriteAttributeString("typeof", "example");
        w.WriteStartElement("h2");
        Property(w, "name", example.Name);
        w.Say($" ({list.Description.Title ?? list.Name})");
        w.WriteEndElement();
        if (example.Text is not null)
        {
            w.WriteElementString("p", XmlText.Clean(example.Text));
        }

        if (list.Description.StandardId is { } standard)
        {
            w.WriteStartElement("p");
            w.WriteString("Protocol: ");
            Property(w, "capability", standard.OriginalString);
            w.WriteEndElement();
        }

        w.WriteStartElement("ul");
        foreach (var (name, value) in Values(example))
        {
            w.WriteStartElement("li");
            w.WriteAttributeString("property", "generic-parameter");
            w.WriteAttributeString("typeof", "keyval");
            Property(w, "key", name);
            w.WriteString(" = ");
            Property(w, "value", value);
            w.WriteEndElement();
        }

        if (example.Parameters.Count == 0)
        {
            w.WriteElementString("li", "no parameters");
        }

        w.WriteEndElement();
        w.WriteElementString("pre", XmlText.Clean(CommandLine(service.UrlOf(list), example)));
        w.WriteEndElement();
    }

    private static void Property(XmlWriter w, string property, string text)
    {
        w.WriteStartElement("span");
        w.WriteAttributeString("property", property);
        w.Say(text);
        w.WriteEndElement();
    }

    private static IEnumerable<(string Name, string Value)> Values(ExampleDescription example) => example.Parameters.SelectMany(p => p.Value.Select(v => (p.Key, v)));

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
