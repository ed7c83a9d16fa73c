using System.Globalization;
using System.Xml;

namespace UwsKit;

/// <summary>Writes VOSI capabilities (VOSI 1.1 §3.1): the VOSI resources, each job list with its parameters, and the examples. Pure and thread-safe.</summary>
internal static class CapabilitiesWriter
{
    private const string Uws = "ivo://ivoa.net/std/UWS#rest-1.1";

    public static byte[] Write(ServiceInterface service) => DocumentXml.Write(w =>
    {
        w.WriteStartElement("vosi", "capabilities", "http://www.ivoa.net/xml/VOSICapabilities/v1.0");
        Prefixes(w);
        Capabilities(w, service);
    });

    /// <summary>The prefixes that <see cref="Capabilities"/> uses in <c>xsi:type</c>.</summary>
    public static void Prefixes(XmlWriter w)
    {
        w.Prefix("vr", "http://www.ivoa.net/xml/VOResource/v1.0");
        w.Prefix("vs", "http://www.ivoa.net/xml/VODataService/v1.1");
        w.Prefix("xsi", DocumentXml.Xsi);
    }

    /// <summary>The <c>capability</c> elements, which a registry record has too.</summary>
    public static void Capabilities(XmlWriter w, ServiceInterface service)
    {
        // Open to everybody, so without any securityMethod (VOSI 1.1 §4).
        Capability(w, "ivo://ivoa.net/std/VOSI#capabilities", () => Interface(w, "vs:ParamHTTP", "1.0", $"{service.Root}/capabilities"));
        Capability(w, "ivo://ivoa.net/std/VOSI#availability", () => Interface(w, "vs:ParamHTTP", "1.0", $"{service.Root}/availability"));
        foreach (var list in service.Lists)
        {
            Capability(w, Uws, () => List(w, service, list, "1.1"));
            if (list.Description.StandardId is { } standard && standard.OriginalString != Uws)
            {
                // What clients of that protocol look for.
                Capability(w, standard.OriginalString, () => List(w, service, list, VersionOf(standard.OriginalString)));
                if (SyncOf(standard.OriginalString) is { } sync && service.SyncUrlOf(list) is { } url)
                {
                    Capability(w, sync, () => Closed(w, service, VersionOf(sync), url, "POST", MainTypeOf(list.Description), list.Description.Parameters));
                }
            }
        }

        Capability(w, LinkTable.StandardId, () => Closed(w, service, "1.1", $"{service.Root}/links", "GET", LinkTable.ContentType, ControlFields.Links, standard: true));
        if (service.HasExamples)
        {
            Capability(w, "ivo://ivoa.net/std/DALI#examples", () => Interface(w, "vr:WebBrowser", null, $"{service.Root}/examples"));
        }
    }

    private static void Capability(XmlWriter w, string standard, Action interfaces)
    {
        w.WriteStartElement("capability");
        w.Mark("standardID", standard);
        interfaces();
        w.WriteEndElement();
    }

    // The synchronous form of a protocol whose asynchronous one is named (SODA 1.0 §2: SODA#async-1.0 and SODA#sync-1.0).
    private static string? SyncOf(string standard)
        => standard.Contains("#async-", StringComparison.Ordinal) ? standard.Replace("#async-", "#sync-", StringComparison.Ordinal) : null;

    private static string VersionOf(string standard)
        => standard.LastIndexOf('-') is >= 0 and var at && Version.TryParse(standard.AsSpan(at + 1), out var version) ? version.ToString(2) : "1.1";

    private static string? MainTypeOf(JobDescription description)
        => description.Results is [var first, ..] ? (description.Results.FirstOrDefault(r => r.Name == JobResults.MainAlias) ?? first).MediaType : null;

    private static void List(XmlWriter w, ServiceInterface service, JobList list, string version)
    {
        Closed(w, service, version, service.UrlOf(list), "POST", "text/xml", list.Description.Parameters);
        if (service.Page is { } page)
        {
            Interface(w, "vr:WebBrowser", null, page(list));
        }
    }

    // One interface for each way to identify oneself, and one without for everybody (VOResource 1.1 erratum 1).
    private static void Closed(
        XmlWriter w, ServiceInterface service, string version, string url, string verb, string? type, IReadOnlyList<ParameterDescription> parameters, bool standard = false)
    {
        var methods = service.Security.Select(m => m.StandardId).OfType<string>().Distinct().ToList<string?>();
        if (!service.NeedsCredentials || methods.Count == 0)
        {
            methods.Insert(0, null);
        }

        foreach (var method in methods)
        {
            Interface(w, "vs:ParamHTTP", version, url, () => Inputs(w, method, verb, type, parameters, standard));
        }
    }

    private static void Interface(XmlWriter w, string type, string? version, string url, Action? more = null)
    {
        w.WriteStartElement("interface");
        w.WriteAttributeString("xsi", "type", DocumentXml.Xsi, type);
        if (version is not null)
        {
            w.WriteAttributeString("role", "std");
            w.WriteAttributeString("version", version);
        }

        w.WriteStartElement("accessURL");
        w.WriteAttributeString("use", "full");
        w.Say(url);
        w.WriteEndElement();
        more?.Invoke();
        w.WriteEndElement();
    }

    private static void Inputs(XmlWriter w, string? method, string verb, string? type, IReadOnlyList<ParameterDescription> parameters, bool standard)
    {
        if (method is not null)
        {
            w.WriteStartElement("securityMethod");
            w.WriteAttributeString("standardID", method);
            w.WriteEndElement();
        }

        // Where there are two only the better one: pyvo takes a second for a fault of the document.
        w.WriteElementString("queryType", verb);
        w.Optional("resultType", type);
        foreach (var parameter in parameters)
        {
            w.WriteStartElement("param");
            w.WriteAttributeString("use", parameter.Required && parameter.AllDefaults.Count == 0 ? "required" : "optional");
            w.WriteAttributeString("std", standard ? "true" : "false");
            w.Optional("name", parameter.Name);
            w.Optional("description", parameter.Text ?? parameter.Title);
            w.Optional("unit", parameter.Unit);
            w.Optional("ucd", parameter.Ucd);
            w.Optional("utype", parameter.Utype);
            DataType(w, parameter);
            w.WriteEndElement();
        }
    }

    private static void DataType(XmlWriter w, ParameterDescription parameter)
    {
        var size = parameter.Xtype switch { "interval" or "point" => 2, "circle" => 3, _ => 0 };
        w.WriteStartElement("dataType");
        w.Mark("arraysize", size > 0 ? size.ToString(CultureInfo.InvariantCulture) : parameter.Xtype == "polygon" ? "*" : null);
        w.Mark("extendedType", parameter.Xtype ?? parameter.Type switch { ParameterType.Timestamp => "timestamp", ParameterType.Uri or ParameterType.File => "uri", _ => null });
        w.WriteString(parameter.Type switch
        {
            ParameterType.Integer => "integer",
            ParameterType.Real => "real",
            ParameterType.Boolean => "boolean",
            _ => "string",
        });
        w.WriteEndElement();
    }
}
