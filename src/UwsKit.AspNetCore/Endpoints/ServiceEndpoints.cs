using System.Xml;

namespace UwsKit;

/// <summary>Beside the job lists: where they are, and whether the service is available (VOSI 1.1 §3.2).</summary>
internal static class ServiceEndpoints
{
    /// <summary>One URL of a job list a line; a page for browsers; or JSON, with the documents too.</summary>
    public static async Task GetListsAsync(UwsCall call)
    {
        if (Pages.Wanted(call))
        {
            await HomePage.WriteAsync(call).ConfigureAwait(false);
            return;
        }

        var service = await ServiceLook.TakeAsync(call).ConfigureAwait(false);
        await (Negotiation.Choose(call.Http, Negotiation.Plain, Negotiation.Json) == Negotiation.Json
            ? DocumentAnswer.WriteAsync(call, Answer.JsonType, ServiceJson.Home(service))
            : Answer.TextAsync(call.Http, string.Concat(service.Lists.Select(l => service.UrlOf(l) + "\n")))).ConfigureAwait(false);
    }

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
        var document = DocumentXml.Write(w =>
        {
            const string ns = "http://www.ivoa.net/xml/VOSIAvailability/v1.0";
            w.WriteStartElement("vosi", "availability", ns);
            w.WriteElementString("vosi", "available", ns, XmlConvert.ToString(available));
            w.WriteElementString("vosi", "upSince", ns, UwsTime.Format(call.Host.StartedAt));
            foreach (var note in notes)
            {
                w.WriteElementString("vosi", "note", ns, note);
            }
        });
        await Answer.BytesAsync(call.Http, Answer.XmlType(call.Request), document).ConfigureAwait(false);
    }
}
