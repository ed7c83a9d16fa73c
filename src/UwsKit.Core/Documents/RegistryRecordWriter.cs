using System.Xml;

namespace UwsKit;

/// <summary>Writes the service's record for registries (VOResource 1.2, VODataService 1.2): <c>ri:Resource</c> of type <c>vs:DataService</c>. Pure and thread-safe.</summary>
internal static class RegistryRecordWriter
{
    /// <param name="service">What is offered.</param>
    /// <param name="record">What only the operator knows.</param>
    /// <param name="updated">When the service's interface changed last.</param>
    public static byte[] Write(ServiceInterface service, RegistryOptions record, DateTimeOffset updated) => DocumentXml.Write(w =>
    {
        _ = UwsTime.TryParse(record.Created, out var created);
        w.WriteStartElement("ri", "Resource", "http://www.ivoa.net/xml/RegistryInterface/v1.0");
        CapabilitiesWriter.Prefixes(w);
        w.WriteAttributeString("xsi", "type", DocumentXml.Xsi, "vs:DataService");
        w.WriteAttributeString("created", UwsTime.Format(created));
        w.WriteAttributeString("updated", UwsTime.Format(updated > created ? updated : created));
        w.WriteAttributeString("status", "active");
        w.Optional("title", record.Title);
        w.Optional("shortName", record.ShortName);
        w.Optional("identifier", record.Identifier);
        Curation(w, record);
        Content(w, record);
        Rights(w, record);
        CapabilitiesWriter.Capabilities(w, service);
    });

    private static void Curation(XmlWriter w, RegistryOptions record)
    {
        w.WriteStartElement("curation");
        w.Optional("publisher", record.Publisher);
        foreach (var creator in record.Creators)
        {
            w.WriteStartElement("creator");
            w.Optional("name", creator);
            w.WriteEndElement();
        }

        w.Optional("version", record.Version);
        w.WriteStartElement("contact");
        w.Optional("name", record.ContactName);
        w.Optional("address", record.ContactAddress);
        w.Optional("email", record.ContactEmail);
        w.WriteEndElement();
        w.WriteEndElement();
    }

    private static void Content(XmlWriter w, RegistryOptions record)
    {
        w.WriteStartElement("content");
        foreach (var subject in record.Subjects)
        {
            w.Optional("subject", subject);
        }

        w.Optional("description", record.Description);
        w.Optional("referenceURL", record.ReferenceUrl?.AbsoluteUri);
        w.Optional("type", record.ContentType);
        foreach (var level in record.ContentLevels)
        {
            w.Optional("contentLevel", level);
        }

        w.WriteEndElement();
    }

    private static void Rights(XmlWriter w, RegistryOptions record)
    {
        if (record.Rights is { } rights)
        {
            w.WriteStartElement("rights");
            w.Mark("rightsURI", record.RightsUrl?.AbsoluteUri);
            w.Say(rights);
            w.WriteEndElement();
        }
    }
}
