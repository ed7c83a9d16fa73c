using System.Globalization;
using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>Writes a drawing as SVG: no script, nothing from elsewhere, every node with a title, links to jobs and results. The colours are those of the PROV primer. Pure.</summary>
internal static class ProvSvgWriter
{
    private const string Ns = "http://www.w3.org/2000/svg";

    private const double LabelSize = 13, DetailSize = 11, NoteWidth = 8.5;

    private const string Style = """
        text{font:13px "DejaVu Sans",Verdana,sans-serif;fill:#000}.d{font-size:11px;fill:#333}.n{fill:#000}.back{fill:#fff}.tip{fill:#444}
        g rect{stroke:#555;stroke-width:1}.activity rect{fill:#9fb1fc;stroke:#0000ff}.entity rect{fill:#fffc87;stroke:#808080}.agent rect{fill:#fdb266;stroke:#a85c00}
        .hidden rect{fill:#eee;stroke-dasharray:4 3}.gone rect{stroke-dasharray:4 3}.e{fill:none;stroke:#444;stroke-width:1.2}.a{stroke:#a85c00;stroke-dasharray:3 3}a:focus rect,a:hover rect{stroke-width:3}
        .failed rect{stroke:#b00020;stroke-width:2.5}
        @media(prefers-color-scheme:dark){.back{fill:#16191d}.n{fill:#e8e8e8}.e{stroke:#b8bec6}.tip{fill:#b8bec6}.a{stroke:#f0a45a}.failed rect{stroke:#ff6b81}}
        """;

    public static byte[] Write(ProvGraph graph, ProvPicture picture, ProvLayout layout)
    {
        using var buffer = new MemoryStream();
        using (var w = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            var height = layout.Height + (graph.Note is null ? 0 : 24);
            var width = Math.Max(layout.Width, graph.Note is null ? 0 : 24 + graph.Note.Length * NoteWidth);
            w.WriteStartElement("svg", Ns);
            Attributes(w, ("width", N(width)), ("height", N(height)), ("viewBox", $"0 0 {N(width)} {N(height)}"), ("role", "graphics-document document"), ("aria-labelledby", "title"), ("aria-describedby", "desc"));
            Element(w, "title", "Provenance", ("id", "title"));
            Element(w, "desc", Description(picture), ("id", "desc"));
            Element(w, "style", Style);
            Element(w, "rect", null, ("width", "100%"), ("height", "100%"), ("class", "back"));
            w.WriteStartElement("defs", Ns);
            w.WriteStartElement("marker", Ns);
            Attributes(w, ("id", "tip"), ("viewBox", "0 0 8 8"), ("refX", "8"), ("refY", "4"), ("markerWidth", "8"), ("markerHeight", "8"), ("orient", "auto"));
            Element(w, "path", null, ("d", "M0 0L8 4L0 8z"), ("class", "tip"));
            w.WriteEndElement();
            w.WriteEndElement();
            foreach (var (i, edge) in picture.Edges.Index())
            {
                Edge(w, layout.Edges[i], edge.Role, edge.Aside);
            }

            foreach (var (i, (node, text)) in picture.Nodes.Index())
            {
                Node(w, node, text, layout.Centres[i]);
            }

            if (graph.Note is { } note)
            {
                Element(w, "text", note, ("x", "12"), ("y", N(height - 10)), ("class", "n"));
            }

            w.WriteEndDocument();
        }

        return buffer.ToArray();
    }

    private static string Description(ProvPicture picture)
    {
        var lines = picture.Edges.Where(e => !e.Aside).Take(100).Select(e => $"{picture.Nodes[e.From].Node.Label} → {picture.Nodes[e.To].Node.Label}");
        return $"What flowed into what, from left to right: {string.Join("; ", lines)}.";
    }

    private static void Edge(XmlWriter w, IReadOnlyList<(double X, double Y)> points, string? role, bool aside)
    {
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}"));
        path.Append(points.Count >= 4 ? 'C' : 'L');
        foreach (var (x, y) in points.Skip(1))
        {
            path.Append(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#} ");
        }

        w.WriteStartElement("path", Ns);
        Attributes(w, ("d", path.ToString().TrimEnd()), ("class", aside ? "e a" : "e"), ("marker-end", "url(#tip)"));
        if (role is not null)
        {
            Element(w, "title", role);
        }

        w.WriteEndElement();
    }

    private static void Node(XmlWriter w, ProvNode node, string text, (double X, double Y) at)
    {
        var (left, top) = (at.X - ProvLayout.NodeWidth / 2, at.Y - ProvLayout.NodeHeight / 2);
        var isLink = Uri.TryCreate(node.Href, UriKind.Absolute, out var uri) && JobLinks.IsHttp(uri);
        if (isLink)
        {
            w.WriteStartElement("a", Ns);
            w.WriteAttributeString("href", uri!.AbsoluteUri);
        }

        w.WriteStartElement("g", Ns);
        var looks = node is { Attributes.Count: 0, Label: "not visible to you" } ? " hidden" : node.Class is ProvClass.Result or ProvClass.Job && node.Href is null ? " gone" : "";
        looks += node.Attributes.Any(a => a is { Name: "uwskit:phase", Value: "ERROR" or "ABORTED" }) ? " failed" : "";
        // Round ends leave less room.
        var room = ProvLayout.NodeWidth - (node.Kind == ProvKind.Entity ? 26 : 8);
        Attributes(w, ("class", node.Kind.ToString().ToLowerInvariant() + looks));
        Element(w, "title", text);
        Element(w, "rect", null, ("x", N(left)), ("y", N(top)), ("width", N(ProvLayout.NodeWidth)), ("height", N(ProvLayout.NodeHeight)), ("rx", node.Kind switch { ProvKind.Entity => "22", ProvKind.Agent => "8", _ => "0" }));
        Element(w, "text", ProvLabel.Fit(node.Label, room, LabelSize), ("x", N(at.X)), ("y", N(node.Detail is null ? at.Y + 4 : at.Y - 3)), ("text-anchor", "middle"));
        if (node.Detail is { } detail)
        {
            Element(w, "text", ProvLabel.Fit(detail, room, DetailSize), ("x", N(at.X)), ("y", N(at.Y + 14)), ("text-anchor", "middle"), ("class", "d"));
        }

        w.WriteEndElement();
        if (isLink)
        {
            w.WriteEndElement();
        }
    }

    private static void Element(XmlWriter w, string name, string? text, params ReadOnlySpan<(string, string)> attributes)
    {
        w.WriteStartElement(name, Ns);
        Attributes(w, attributes);
        if (text is not null)
        {
            w.WriteString(text);
        }

        w.WriteEndElement();
    }

    private static void Attributes(XmlWriter w, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            w.WriteAttributeString(name, value);
        }
    }

    private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
