using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Beside the job lists: where they are, whether the service is available and what it offers (VOSI 1.1 §3).</summary>
internal static class ServiceEndpoints
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>One URL of a job list a line.</summary>
    public static Task GetListsAsync(UwsCall call)
        => Pages.Wanted(call) ? HomePage.WriteAsync(call) : Answer.TextAsync(call.Http, string.Concat(call.Host.Lists.All.Select(l => call.Links(l).JobList + "\n")));

    /// <summary>VOSI availability: a true look at storage and managers, readable without credentials.</summary>
    public static async Task GetAvailabilityAsync(UwsCall call)
    {
        var probe = call.Host.Probe;
        var storage = await probe.StorageAnswersAsync(call.Aborted).ConfigureAwait(false);
        List<string> notes = [];
        if (probe.IsStopping) notes.Add("The service is about to stop.");
        if (!storage) notes.Add("The job storage does not answer.");
        notes.AddRange(probe.FaultyManagers().Select(f => $"Manager {f.Manager} does not answer since {UwsTime.Format(f.Since)}; its jobs wait."));
        var available = storage && !probe.IsStopping && !probe.AllManagersFaulty();
        await WriteAsync(call, w =>
        {
            const string ns = "http://www.ivoa.net/xml/VOSIAvailability/v1.0";
            w.WriteStartElement("vosi", "availability", ns);
            w.WriteElementString("vosi", "available", ns, XmlConvert.ToString(available));
            w.WriteElementString("vosi", "upSince", ns, UwsTime.Format(call.Host.StartedAt));
            foreach (var note in notes)
            {
                w.WriteElementString("vosi", "note", ns, note);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>VOSI capabilities: the two VOSI resources and every job list as UWS 1.1 (§2.2.1.1).</summary>
    public static Task GetCapabilitiesAsync(UwsCall call)
    {
        call.Response.GetTypedHeaders().LastModified = call.Host.Lists.ChangedAt ?? call.Host.StartedAt;
        return WriteAsync(call, w =>
        {
            w.WriteStartElement("vosi", "capabilities", "http://www.ivoa.net/xml/VOSICapabilities/v1.0");
            w.WriteAttributeString("xmlns", "vr", null, "http://www.ivoa.net/xml/VOResource/v1.0");
            w.WriteAttributeString("xmlns", "vs", null, "http://www.ivoa.net/xml/VODataService/v1.1");
            w.WriteAttributeString("xmlns", "xsi", null, Xsi);
            Capability(w, "ivo://ivoa.net/std/VOSI#capabilities", "1.0", $"{call.Root}/capabilities");
            Capability(w, "ivo://ivoa.net/std/VOSI#availability", "1.0", $"{call.Root}/availability");
            foreach (var list in call.Host.Lists.All)
            {
                Capability(w, "ivo://ivoa.net/std/UWS#rest-1.1", "1.1", call.Links(list).JobList);
            }
        });
    }

    private static void Capability(XmlWriter w, string standard, string version, string url)
    {
        w.WriteStartElement("capability");
        w.WriteAttributeString("standardID", standard);
        w.WriteStartElement("interface");
        w.WriteAttributeString("xsi", "type", Xsi, "vs:ParamHTTP");
        w.WriteAttributeString("role", "std");
        w.WriteAttributeString("version", version);
        w.WriteStartElement("accessURL");
        w.WriteAttributeString("use", "full");
        w.WriteString(url);
        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteEndElement();
    }

    private static Task WriteAsync(UwsCall call, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var w = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            write(w);
            w.WriteEndDocument();
        }

        return Answer.BytesAsync(call.Http, Answer.XmlType(call.Request), buffer.ToArray());
    }
}
