using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>
/// Writes the XML documents of UWS 1.1 (appendix B): valid whatever a job holds, with the prefixes <c>uws</c>, <c>xlink</c> and <c>xsi</c> that clients look
/// for literally. Writes UTF-8 without BOM and waits only where the reader is slow. The end of a document, and with it the whole of a small one, stays
/// in the pipe for the caller to flush, who can tell its length before. When a source or the reader fails, the document stays visibly unfinished.
/// Immutable, thread-safe.
/// </summary>
/// <param name="maxInlineCharacters">Longest parameter value that is shown in the document; longer ones are shown by reference (UWS 1.1 §2.2.2.4).</param>
/// <param name="showSuspendedAndHeld">False shows EXECUTING and QUEUED for SUSPENDED and HELD.</param>
public sealed class UwsXmlWriter(int maxInlineCharacters = 64 * 1024, bool showSuspendedAndHeld = true)
{
    // CheckCharacters is off because every text passes XmlText; line ends are entitized so that values come back as they were.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false), CheckCharacters = false, CloseOutput = false, Indent = true, IndentChars = " ", NewLineChars = "\n",
        NewLineHandling = NewLineHandling.Entitize, NamespaceHandling = NamespaceHandling.OmitDuplicates,
    };

    /// <summary>The phase as clients are shown it, in documents and at <c>{job}/phase</c> alike.</summary>
    public ExecutionPhase Shown(ExecutionPhase phase) => phase switch
    {
        ExecutionPhase.Suspended when !showSuspendedAndHeld => ExecutionPhase.Executing,
        ExecutionPhase.Held when !showSuspendedAndHeld => ExecutionPhase.Queued,
        _ => phase,
    };

    /// <summary>An execution duration on the wire: whole seconds rounded up, an <c>xs:int</c>; 0 = no limit (UWS 1.1 §2.1.4).</summary>
    public static int Seconds(TimeSpan? duration)
        => duration is { } d && d > TimeSpan.Zero ? (int)Math.Min(int.MaxValue, Math.Ceiling(d.Ticks / (decimal)TimeSpan.TicksPerSecond)) : 0;

    // Clients take a job with errorSummary for failed, so no other phase shows one.
    internal static bool ShowsError(Job job)
        => job.Phase == ExecutionPhase.Error || (job.Error is not null && job.Phase is ExecutionPhase.Aborted or ExecutionPhase.Archived);

    internal static string MessageOf(Job job) => string.IsNullOrWhiteSpace(job.Error?.Message) ? "The job failed without a message." : job.Error.Message;

    /// <summary>Writes <c>{job}</c> (UWS 1.1 §2.2.2.2).</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    public async Task WriteJobAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(links);
        var pipe = new PipeTarget(target);
        var w = Begin(pipe, "job", version: true);
        Element(w, "jobId", job.Id.Value);
        Optional(w, "runId", job.RunId);
        Nillable(w, "ownerId", job.OwnerId);
        Element(w, "phase", Shown(job.Phase).ToWord());
        Instant(w, "quote", job.Quote);
        Instant(w, "creationTime", job.CreationTime);
        Instant(w, "startTime", job.StartTime);
        Instant(w, "endTime", job.EndTime);
        Element(w, "executionDuration", Seconds(job.ExecutionDuration).ToString(CultureInfo.InvariantCulture));
        Instant(w, "destruction", job.Destruction);
        w.WriteStartElement("uws", "parameters", UwsXmlNames.Uws);
        await ParametersAsync(w, pipe, job, links, ct).ConfigureAwait(false);
        w.WriteEndElement();
        w.WriteStartElement("uws", "results", UwsXmlNames.Uws);
        await ResultsAsync(w, pipe, job, links, ct).ConfigureAwait(false);
        w.WriteEndElement();
        ErrorSummary(w, job);
        JobInfoXml.Write(w, job, Shown(job.Phase));
        End(w);
    }

    /// <summary>
    /// Writes <c>{jobs}</c> (UWS 1.1 §2.2.2.1) in constant memory, handing over what it has as it goes. Nothing is handed over before the
    /// first entries were read, so a source that fails at once leaves the response untouched.
    /// </summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    public async Task WriteJobListAsync(PipeWriter target, IAsyncEnumerable<JobSummary> jobs, JobLinks links, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(links);
        var pipe = new PipeTarget(target);
        var w = Begin(pipe, "jobs", version: true);
        await foreach (var job in jobs.WithCancellation(ct).ConfigureAwait(false))
        {
            w.WriteStartElement("uws", "jobref", UwsXmlNames.Uws);
            Attribute(w, "id", job.Id.Value);
            Link(w, links.Job(job.Id));
            Element(w, "phase", Shown(job.Phase).ToWord());
            Optional(w, "runId", job.RunId);
            Nillable(w, "ownerId", job.OwnerId);
            Instant(w, "creationTime", job.CreationTime);
            w.WriteEndElement();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }

        End(w);
    }

    /// <summary>Writes <c>{job}/parameters</c> (UWS 1.1 §2.2.2.4).</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    public async Task WriteParametersAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(links);
        var pipe = new PipeTarget(target);
        var w = Begin(pipe, "parameters", version: false);
        await ParametersAsync(w, pipe, job, links, ct).ConfigureAwait(false);
        End(w);
    }

    /// <summary>Writes <c>{job}/results</c> (UWS 1.1 §2.2.2.3).</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    [SuppressMessage("Performance", "CA1822", Justification = "One of four siblings of an instance; callers do not care that it needs no setting.")]
    public async Task WriteResultsAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(links);
        var pipe = new PipeTarget(target);
        var w = Begin(pipe, "results", version: false);
        await ResultsAsync(w, pipe, job, links, ct).ConfigureAwait(false);
        End(w);
    }

    // Not disposed on failure: closing the writer would finish the document and make a cut list look whole.
    private static XmlWriter Begin(PipeTarget pipe, string root, bool version)
    {
        var w = XmlWriter.Create(pipe, Settings);
        w.WriteStartDocument();
        w.WriteStartElement("uws", root, UwsXmlNames.Uws);
        w.WriteAttributeString("xmlns", "uws", null, UwsXmlNames.Uws);
        w.WriteAttributeString("xmlns", "xlink", null, UwsXmlNames.Xlink);
        w.WriteAttributeString("xmlns", "xsi", null, UwsXmlNames.Xsi);
        if (version)
        {
            w.WriteAttributeString("version", "1.1");
        }

        return w;
    }

    private static void End(XmlWriter w)
    {
        w.WriteEndDocument();
        w.Flush();
    }

    private async ValueTask ParametersAsync(XmlWriter w, PipeTarget pipe, Job job, JobLinks links, CancellationToken ct)
    {
        string?[]? places = null;
        foreach (var (i, parameter) in job.Parameters.Index())
        {
            var (text, isLink) = Shown(parameter, () => links.Parameter(job.Id, parameter.Name, (places ??= ParameterPlaces.Of(job.Parameters))[i]));
            w.WriteStartElement("uws", "parameter", UwsXmlNames.Uws);
            Attribute(w, "id", parameter.Name);
            if (isLink)
            {
                w.WriteAttributeString("byReference", "true");
            }

            w.WriteString(text);
            w.WriteEndElement();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>A file of UPLOAD as DALI writes it, with a URI that anybody can follow; null = it is none (DALI 1.1 §3.4.5).</summary>
    internal static string? Upload(JobParameter parameter, Func<string> link)
    {
        if (DaliUpload.NameOf(parameter) is not { } upload)
        {
            return null;
        }

        var uri = DaliUpload.Parse(parameter.Value)!.Value.Uri;
        return $"{upload},{(parameter.ByReference && XmlText.IsLegal(uri) ? uri : link())}";
    }

    private (string Text, bool IsLink) Shown(JobParameter parameter, Func<string> link)
    {
        var value = parameter.Value ?? "";
        if (Upload(parameter, link) is { } upload)
        {
            return (upload, false);
        }

        if (parameter.ByReference && value.Length > 0 && XmlText.IsLegal(value))
        {
            return (value, true);
        }

        return parameter.ByReference || parameter.File is not null || value.Length > maxInlineCharacters || !XmlText.IsLegal(value) ? (link(), true) : (value, false);
    }

    private static async ValueTask ResultsAsync(XmlWriter w, PipeTarget pipe, Job job, JobLinks links, CancellationToken ct)
    {
        // The results of an ARCHIVED job are gone, whatever the record still says (UWS 1.1 §2.1.3).
        foreach (var result in job.Phase == ExecutionPhase.Archived ? [] : job.Results)
        {
            w.WriteStartElement("uws", "result", UwsXmlNames.Uws);
            Attribute(w, "id", result.Id);
            Link(w, result.Href is { } href && JobLinks.IsHttp(href) ? href.AbsoluteUri : links.Result(job.Id, result.Id));
            if (result.Size is >= 0 and { } size)
            {
                w.WriteAttributeString("size", size.ToString(CultureInfo.InvariantCulture));
            }

            if (!string.IsNullOrWhiteSpace(result.MediaType))
            {
                Attribute(w, "mime-type", result.MediaType);
            }

            if (result.PreviewOf is { } of)
            {
                w.WriteAttributeString("custom", "previewOf", UwsXmlNames.Custom, XmlText.Clean(of));
            }

            w.WriteEndElement();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }
    }

    private static void ErrorSummary(XmlWriter w, Job job)
    {
        if (!ShowsError(job))
        {
            return;
        }

        w.WriteStartElement("uws", "errorSummary", UwsXmlNames.Uws);
        w.WriteAttributeString("type", job.Error?.Transient == true ? "transient" : "fatal");
        w.WriteAttributeString("hasDetail", "true");
        Element(w, "message", MessageOf(job));
        w.WriteEndElement();
    }

    private static void Element(XmlWriter w, string name, string text)
    {
        w.WriteStartElement("uws", name, UwsXmlNames.Uws);
        w.WriteString(XmlText.Clean(text));
        w.WriteEndElement();
    }

    private static void Optional(XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            Element(w, name, text);
        }
    }

    private static void Nillable(XmlWriter w, string name, string? text)
    {
        if (text is not null)
        {
            Element(w, name, text);
            return;
        }

        w.WriteStartElement("uws", name, UwsXmlNames.Uws);
        w.WriteAttributeString("xsi", "nil", UwsXmlNames.Xsi, "true");
        w.WriteEndElement();
    }

    private static void Instant(XmlWriter w, string name, DateTimeOffset? instant)
        => Nillable(w, name, instant is { } i ? UwsTime.Format(i) : null);

    private static void Attribute(XmlWriter w, string name, string text) => w.WriteAttributeString(name, XmlText.Clean(text));

    private static void Link(XmlWriter w, string url)
    {
        w.WriteAttributeString("xlink", "type", UwsXmlNames.Xlink, "simple");
        w.WriteAttributeString("xlink", "href", UwsXmlNames.Xlink, XmlText.Clean(url));
    }
}
