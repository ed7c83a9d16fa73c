using System.Globalization;
using System.Xml;

namespace UwsKit;

/// <summary>
/// Writes the service as WADL (namespace <c>http://wadl.dev.java.net/2009/02</c>): one resource for each job list with its own form, and one resource type for
/// all jobs. What WADL has no word for is in <see cref="WadlFields.Namespace"/>. Pure and thread-safe.
/// </summary>
internal static class WadlWriter
{
    private const string Wadl = "http://wadl.dev.java.net/2009/02";

    public static byte[] Write(ServiceInterface service) => DocumentXml.Write(w =>
    {
        w.WriteStartElement("application", Wadl);
        w.Prefix("xs", "http://www.w3.org/2001/XMLSchema");
        w.Prefix("uws", UwsXmlNames.Uws);
        w.Prefix("vosi", "http://www.ivoa.net/xml/VOSICapabilities/v1.0");
        w.Prefix("ri", "http://www.ivoa.net/xml/RegistryInterface/v1.0");
        w.Prefix(WadlFields.Prefix, WadlFields.Namespace);
        Doc(w, service.Title, null);
        w.WriteStartElement("grammars");
        w.WriteStartElement("include");
        w.WriteAttributeString("href", UwsXmlNames.Uws);
        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteStartElement("resources");
        w.Mark("base", service.Root + "/");
        foreach (var entry in ResourceTree.Service)
        {
            Resource(w, entry, entry.Path.TrimStart('/'), null);
        }

        foreach (var list in service.Lists)
        {
            foreach (var entry in ResourceTree.List)
            {
                // The tree's own entry of the list holds its jobs.
                Resource(w, entry, entry.Path.TrimStart('/').Replace("{list}", list.Name, StringComparison.Ordinal), list, entry.Path == "/{list}" ? () => Jobs(w, list) : null);
            }
        }

        w.WriteEndElement();
        w.WriteStartElement("resource_type");
        w.WriteAttributeString("id", "job");
        foreach (var entry in ResourceTree.Job)
        {
            if (BelowJob(entry) is { Length: > 0 } path)
            {
                Resource(w, entry, path, null);
                continue;
            }

            foreach (var operation in entry.Operations)
            {
                Method(w, operation, null);
            }
        }

        w.WriteEndElement();
    });

    // Where a list's own parameters are taken, its jobs have more than the resource type can say.
    private static void Jobs(XmlWriter w, JobList list)
    {
        w.WriteStartElement("resource");
        w.WriteAttributeString("path", "{job}");
        w.WriteAttributeString("type", "#job");
        WadlFields.Template(w, "job");
        foreach (var entry in ResourceTree.Job.Where(e => BelowJob(e).Length > 0 && e.Operations.Any(o => o.WithParameters)))
        {
            Resource(w, entry with { Operations = [.. entry.Operations.Where(o => o.WithParameters)] }, BelowJob(entry), list);
        }

        foreach (var result in list.Description.Results)
        {
            WadlFields.Result(w, result);
        }

        w.WriteEndElement();
    }

    private static string BelowJob(ResourceEntry entry) => entry.Path["/{list}/{job}".Length..].TrimStart('/');

    private static void Resource(XmlWriter w, ResourceEntry entry, string path, JobList? list, Action? below = null)
    {
        w.WriteStartElement("resource");
        w.Mark("path", path);
        if (list is not null && below is not null)
        {
            Doc(w, list.Description.Title ?? list.Name, list.Description.Text);
        }

        foreach (var part in path.Split('/').Where(s => s.StartsWith('{')))
        {
            WadlFields.Template(w, part.Trim('{', '}'));
        }

        foreach (var operation in entry.Operations)
        {
            Method(w, operation, list);
        }

        below?.Invoke();
        w.WriteEndElement();
    }

    private static void Method(XmlWriter w, ResourceOperation operation, JobList? list)
    {
        w.WriteStartElement("method");
        w.WriteAttributeString("name", operation.Verb);
        w.Mark("id", list is null ? operation.Id : $"{operation.Id}.{list.Name}");
        Doc(w, null, operation.Text);
        Request(w, operation, list?.Description.Parameters ?? []);
        w.WriteStartElement("response");
        w.WriteAttributeString("status", operation.Status.ToString(CultureInfo.InvariantCulture));
        if (operation is { Status: 303, Verb: not "DELETE" })
        {
            WadlFields.Location(w);
        }

        foreach (var form in operation.Forms)
        {
            w.WriteStartElement("representation");
            w.WriteAttributeString("mediaType", form.MediaType);
            w.Mark("element", form.Schema?.Contains(':', StringComparison.Ordinal) == true ? form.Schema : null);
            w.WriteEndElement();
        }

        w.WriteEndElement();
        Refusals(w, operation);
        w.WriteEndElement();
    }

    private static void Request(XmlWriter w, ResourceOperation operation, IReadOnlyList<ParameterDescription> parameters)
    {
        if (operation is { Query.Count: 0, Fields: null, WithValue: false })
        {
            return;
        }

        w.WriteStartElement("request");
        WadlFields.Write(w, operation.Query, upload: false);
        if (operation.WithValue)
        {
            w.WriteStartElement("representation");
            w.WriteAttributeString("mediaType", "*/*");
            w.WriteEndElement();
        }

        if (operation.Fields is { } fields)
        {
            Form(w, "application/x-www-form-urlencoded", [.. fields, .. operation.WithParameters ? parameters : []], upload: false);
            if (operation.WithParameters)
            {
                Form(w, "multipart/form-data", [.. fields, .. parameters], upload: true);
            }
        }

        w.WriteEndElement();
    }

    private static void Form(XmlWriter w, string mediaType, IReadOnlyList<ParameterDescription> fields, bool upload)
    {
        w.WriteStartElement("representation");
        w.WriteAttributeString("mediaType", mediaType);
        WadlFields.Write(w, fields, upload);
        w.WriteEndElement();
    }

    private static void Refusals(XmlWriter w, ResourceOperation operation)
    {
        if (operation.Refusals.Count == 0)
        {
            return;
        }

        w.WriteStartElement("response");
        w.WriteAttributeString("status", string.Join(' ', operation.Refusals));
        foreach (var mediaType in (string[])["text/plain", "application/problem+json"])
        {
            w.WriteStartElement("representation");
            w.WriteAttributeString("mediaType", mediaType);
            w.WriteEndElement();
        }

        w.WriteEndElement();
    }

    private static void Doc(XmlWriter w, string? title, string? text)
    {
        if (title is null && text is null)
        {
            return;
        }

        w.WriteStartElement("doc");
        w.Mark("title", title);
        w.Say(text ?? "");
        w.WriteEndElement();
    }
}
