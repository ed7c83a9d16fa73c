using System.Globalization;
using System.Xml;

namespace UwsKit;

/// <summary>Writes parameters as <c>param</c> elements of WADL.</summary>
internal static class WadlFields
{
    /// <summary>
    /// Attributes of <c>param</c> that WADL has no word for: <c>type</c>, <c>xtype</c>, <c>min</c>, <c>max</c>, <c>minCount</c>, <c>maxCount</c>,
    /// <c>pattern</c>, <c>maxLength</c>, <c>maxSize</c>, <c>unit</c>, <c>ucd</c>, <c>utype</c>, <c>mediaType</c>, <c>group</c>; of <c>option</c>
    /// <c>title</c>; and elements <c>default</c> where there are several.
    /// </summary>
    public const string Namespace = "urn:uwskit:description";

    public const string Prefix = "uk";

    /// <summary>Parameters of a query string or a form; in a form with uploads a file is itself the value.</summary>
    public static void Write(XmlWriter w, IEnumerable<ParameterDescription> parameters, bool upload)
    {
        foreach (var parameter in parameters)
        {
            Param(w, parameter, upload);
        }
    }

    /// <summary>A part of the path.</summary>
    public static void Template(XmlWriter w, string name)
    {
        Start(w, name, "template", "xs:string");
        w.WriteAttributeString("required", "true");
        w.WriteEndElement();
    }

    /// <summary>Where a change sends the client: to the job.</summary>
    public static void Location(XmlWriter w)
    {
        Start(w, "Location", "header", "xs:anyURI");
        w.WriteAttributeString("required", "true");
        w.WriteStartElement("link");
        w.WriteAttributeString("resource_type", "#job");
        w.WriteEndElement();
        w.WriteEndElement();
    }

    /// <summary>What a job may leave; behind a pattern are files whose names only the job knows.</summary>
    public static void Result(XmlWriter w, ResultDescription result)
    {
        var many = result.FilePattern?.AsSpan().ContainsAny('*', '?') == true;
        w.WriteStartElement("resource");
        w.Mark("path", many ? "results/{result}" : $"results/{Uri.EscapeDataString(result.Name)}");
        w.WriteStartElement("doc");
        w.Mark("title", result.Name);
        w.Say(result.Text ?? "");
        w.WriteEndElement();
        if (many)
        {
            Template(w, "result");
        }

        w.WriteStartElement("method");
        w.WriteAttributeString("name", "GET");
        w.WriteStartElement("response");
        w.WriteAttributeString("status", "200");
        w.WriteStartElement("representation");
        w.Mark("mediaType", result.MediaType);
        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteEndElement();
    }

    private static void Param(XmlWriter w, ParameterDescription p, bool upload)
    {
        Start(w, p.Name, "query", TypeOf(p, upload));
        w.Mark("required", p.Required && p.AllDefaults.Count == 0 ? "true" : null);
        w.Mark("repeating", p.Repeatable ? "true" : null);
        w.Mark("default", p.AllDefaults is [var one] ? one : null);
        Own(w, p);
        if (p.Title is not null || p.Text is not null)
        {
            w.WriteStartElement("doc");
            w.Mark("title", p.Title);
            w.Say(p.Text ?? "");
            w.WriteEndElement();
        }

        foreach (var option in p.Options)
        {
            w.WriteStartElement("option");
            w.Mark("value", option);
            Own(w, "title", p.OptionTitles.GetValueOrDefault(option));
            w.WriteEndElement();
        }

        foreach (var value in p.AllDefaults is { Count: > 1 } several ? several : [])
        {
            w.WriteElementString(Prefix, "default", Namespace, XmlText.Clean(value));
        }

        w.WriteEndElement();
    }

    private static void Own(XmlWriter w, ParameterDescription p)
    {
        Own(w, "type", p.Type.ToString().ToLowerInvariant());
        Own(w, "xtype", p.Xtype);
        Own(w, "min", p.Min);
        Own(w, "max", p.Max);
        Own(w, "minCount", p.MinCount?.ToString(CultureInfo.InvariantCulture));
        Own(w, "maxCount", p.MaxCount?.ToString(CultureInfo.InvariantCulture));
        Own(w, "pattern", p.Pattern);
        Own(w, "maxLength", p.MaxLength?.ToString(CultureInfo.InvariantCulture));
        Own(w, "maxSize", p.MaxSize?.ToString(CultureInfo.InvariantCulture));
        Own(w, "unit", p.Unit);
        Own(w, "ucd", p.Ucd);
        Own(w, "utype", p.Utype);
        Own(w, "mediaType", p.MediaType);
        Own(w, "group", p.Group);
    }

    private static void Own(XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            w.WriteAttributeString(Prefix, name, Namespace, XmlText.Clean(text));
        }
    }

    private static void Start(XmlWriter w, string name, string style, string type)
    {
        w.WriteStartElement("param");
        w.Mark("name", name);
        w.WriteAttributeString("style", style);
        w.WriteAttributeString("type", type);
    }

    // A shape of DALI is several numbers in one text.
    private static string TypeOf(ParameterDescription p, bool upload) => DaliShape.Is(p) ? "xs:string" : p.Type switch
    {
        ParameterType.Integer => "xs:long",
        ParameterType.Real => "xs:double",
        ParameterType.Boolean => "xs:boolean",
        ParameterType.Timestamp => "xs:dateTime",
        ParameterType.Uri => "xs:anyURI",
        ParameterType.File => upload ? "xs:base64Binary" : "xs:anyURI",
        _ => "xs:string",
    };
}
