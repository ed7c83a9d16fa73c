using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace UwsKit;

/// <summary>
/// The content of <c>jobInfo</c> (UWS 1.1 §2.2.2.2). Local names that UWS itself uses are avoided: clients that ignore namespaces would take them for
/// the job's own.
/// </summary>
internal static class JobInfoXml
{
    private const int Deepest = 100;

    private static readonly XmlReaderSettings Fragment = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    public static void Write(XmlWriter w, Job job, ExecutionPhase shown)
    {
        var reason = Reason(job, shown);
        var own = job.Progress is not null || job.FormerPhase is not null || reason is not null;
        var fragment = job.JobInfo is null ? null : Read(job.JobInfo);
        if (!own && fragment is null)
        {
            return;
        }

        w.WriteStartElement("uws", "jobInfo", UwsXmlNames.Uws);
        if (own)
        {
            w.WriteStartElement("uk", "info", UwsXmlNames.JobInfo);
            Progress(w, job.Progress);
            Text(w, "former", job.FormerPhase?.ToWord());
            Text(w, "reason", reason);
            w.WriteEndElement();
        }

        if (fragment is not null)
        {
            // Without indentation: its blanks are its own.
            w.WriteRaw(fragment.ToString(SaveOptions.DisableFormatting));
        }

        w.WriteEndElement();
    }

    /// <summary>Why the back end holds the job, or cannot tell; null = it does neither.</summary>
    public static string? Reason(Job job, ExecutionPhase shown) => shown switch
    {
        ExecutionPhase.Held => job.Placement?.Reason ?? "Held by the back end or its operator; PHASE=RUN asks for its release.",
        ExecutionPhase.Unknown => job.Placement?.Reason ?? "The back end cannot say at present how the job stands; ask again.",
        _ => null,
    };

    private static void Progress(XmlWriter w, JobProgress? progress)
    {
        if (progress is null)
        {
            return;
        }

        w.WriteStartElement("uk", "progress", UwsXmlNames.JobInfo);
        if (progress.Percent is { } percent && !double.IsNaN(percent))
        {
            w.WriteAttributeString("percent", Math.Clamp(percent, 0, 100).ToString("0.##", CultureInfo.InvariantCulture));
        }

        w.WriteAttributeString("at", UwsTime.Format(progress.At));
        w.WriteString(XmlText.Clean(progress.Text ?? ""));
        w.WriteEndElement();
    }

    private static void Text(XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            w.WriteStartElement("uk", name, UwsXmlNames.JobInfo);
            w.WriteString(XmlText.Clean(text));
            w.WriteEndElement();
        }
    }

    // Read whole before a byte of it is written: a fragment that breaks half-way would break the document.
    private static XElement? Read(string fragment)
    {
        try
        {
            if (IsTooDeep(fragment))
            {
                return null;
            }

            using var reader = XmlReader.Create(new StringReader(fragment), Fragment);
            var element = XElement.Load(reader);
            return element.DescendantsAndSelf().All(IsHarmless) ? element : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    // Looking up namespaces takes time with the square of the depth, at every GET.
    private static bool IsTooDeep(string fragment)
    {
        using var reader = XmlReader.Create(new StringReader(fragment), Fragment);
        while (reader.Read())
        {
            if (reader.Depth > Deepest)
            {
                return true;
            }
        }

        return false;
    }

    // jobInfo is validated lax: what the schema does know (UWS elements, xsi attributes) would be checked, and could make the document invalid.
    private static bool IsHarmless(XElement element)
        => element.Name.NamespaceName != UwsXmlNames.Uws
            && element.Attributes().All(a => a.IsNamespaceDeclaration || a.Name.NamespaceName is not (UwsXmlNames.Xsi or UwsXmlNames.Xlink));
}
