using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace UwsKit;

/// <summary>
/// Writes jobs and job lists as JSON, with what <see cref="UwsXmlWriter"/> says and a little more. Every member is always there; what is not known is null.
/// Written as the XML documents are: UTF-8, handed over as it goes, the end left in the pipe, visibly unfinished when a source or the reader fails.
/// Immutable, thread-safe.
/// </summary>
/// <param name="xml">Shows phases.</param>
/// <param name="maxInlineCharacters">Longest parameter value that is shown in the document; longer ones are shown by reference.</param>
internal sealed class UwsJsonWriter(UwsXmlWriter xml, int maxInlineCharacters)
{
    /// <summary>Writes <c>{job}</c>.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    public async Task WriteJobAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
    {
        var pipe = new JsonPipe(target);
        var w = pipe.Writer;
        w.WriteStartObject();
        w.WriteString("version", "1.1");
        w.WriteString("jobId", job.Id.Value);
        w.WriteString("href", links.Job(job.Id));
        w.WriteString("runId", job.RunId);
        w.WriteString("ownerId", job.OwnerId);
        w.WriteString("phase", xml.Shown(job.Phase).ToWord());
        Instant(w, "quote", job.Quote);
        Instant(w, "creationTime", job.CreationTime);
        Instant(w, "startTime", job.StartTime);
        Instant(w, "endTime", job.EndTime);
        w.WriteNumber("executionDuration", UwsXmlWriter.Seconds(job.ExecutionDuration));
        Instant(w, "destruction", job.Destruction);
        Description(w, job, links);
        await ParametersAsync(pipe, job, links, ct).ConfigureAwait(false);
        await ResultsAsync(pipe, job, links, ct).ConfigureAwait(false);
        w.WritePropertyName("errorSummary");
        ErrorSummary(w, job, links);
        Progress(w, job.Progress);
        w.WriteString("formerPhase", job.FormerPhase?.ToWord());
        w.WriteString("reason", JobInfoXml.Reason(job, xml.Shown(job.Phase)));
        w.WriteString("jobInfo", job.JobInfo);
        w.WriteEndObject();
        w.Flush();
    }

    /// <summary>Writes <c>{jobs}</c> in constant memory. Nothing is handed over before the first entries were read.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone, or <paramref name="ct"/> was cancelled.</exception>
    public async Task WriteJobListAsync(PipeWriter target, IAsyncEnumerable<JobSummary> jobs, JobLinks links, CancellationToken ct)
    {
        var pipe = new JsonPipe(target);
        var w = pipe.Writer;
        w.WriteStartObject();
        w.WriteString("version", "1.1");
        w.WriteString("href", links.JobList);
        w.WriteStartArray("jobs");
        await foreach (var job in jobs.WithCancellation(ct).ConfigureAwait(false))
        {
            w.WriteStartObject();
            w.WriteString("jobId", job.Id.Value);
            w.WriteString("href", links.Job(job.Id));
            w.WriteString("phase", xml.Shown(job.Phase).ToWord());
            w.WriteString("runId", job.RunId);
            w.WriteString("ownerId", job.OwnerId);
            Instant(w, "creationTime", job.CreationTime);
            Instant(w, "startTime", job.StartTime);
            Instant(w, "endTime", job.EndTime);
            w.WriteEndObject();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.Flush();
    }

    /// <summary>Writes <c>{job}/parameters</c>.</summary>
    public Task WriteParametersAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
        => PartAsync(target, pipe => ParametersAsync(pipe, job, links, ct));

    /// <summary>Writes <c>{job}/results</c>.</summary>
    public static Task WriteResultsAsync(PipeWriter target, Job job, JobLinks links, CancellationToken ct)
        => PartAsync(target, pipe => ResultsAsync(pipe, job, links, ct));

    /// <summary><c>{job}/error</c> of a job that shows one.</summary>
    public static byte[] Error(Job job)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer, JsonPipe.Options))
        {
            w.WriteStartObject();
            w.WriteString("type", TypeOf(job));
            w.WriteString("message", UwsXmlWriter.MessageOf(job));
            w.WriteString("detail", job.Error?.Detail);
            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string TypeOf(Job job) => job.Error?.Transient == true ? "transient" : "fatal";

    private static async Task PartAsync(PipeWriter target, Func<JsonPipe, ValueTask> write)
    {
        var pipe = new JsonPipe(target);
        var w = pipe.Writer;
        w.WriteStartObject();
        await write(pipe).ConfigureAwait(false);
        w.WriteEndObject();
        w.Flush();
    }

    private async ValueTask ParametersAsync(JsonPipe pipe, Job job, JobLinks links, CancellationToken ct)
    {
        var w = pipe.Writer;
        w.WriteStartArray("parameters");
        foreach (var parameter in job.Parameters)
        {
            var value = parameter.Value ?? "";
            // As in XML: a URL that the client gave is the value, anything else that is not shown here is at href.
            var given = parameter.ByReference && value.Length > 0 && XmlText.IsLegal(value);
            var byReference = given || parameter.ByReference || parameter.File is not null || value.Length > maxInlineCharacters || !XmlText.IsLegal(value);
            w.WriteStartObject();
            w.WriteString("name", parameter.Name);
            w.WriteString("value", byReference && !given ? null : value);
            w.WriteBoolean("byReference", byReference);
            w.WriteString("href", links.Parameter(job.Id, parameter.Name));
            w.WriteEndObject();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }

        w.WriteEndArray();
    }

    private static async ValueTask ResultsAsync(JsonPipe pipe, Job job, JobLinks links, CancellationToken ct)
    {
        var w = pipe.Writer;
        w.WriteStartArray("results");
        // The results of an ARCHIVED job are gone, whatever the record still says (UWS 1.1 §2.1.3).
        foreach (var result in job.Phase == ExecutionPhase.Archived ? [] : job.Results)
        {
            w.WriteStartObject();
            w.WriteString("id", result.Id);
            w.WriteString("href", result.Href is { } href && JobLinks.IsHttp(href) ? href.AbsoluteUri : links.Result(job.Id, result.Id));
            w.WriteString("mediaType", string.IsNullOrWhiteSpace(result.MediaType) ? null : result.MediaType);
            w.WritePropertyName("size");
            if (result.Size is >= 0 and { } size)
            {
                w.WriteNumberValue(size);
            }
            else
            {
                w.WriteNullValue();
            }

            w.WriteString("sha256", result.Sha256);
            w.WriteBoolean("main", result.Main);
            w.WriteString("described", result.Described);
            w.WriteString("previewOf", result.PreviewOf);
            w.WriteEndObject();
            await pipe.DrainAsync(ct).ConfigureAwait(false);
        }

        w.WriteEndArray();
    }

    private static void Description(Utf8JsonWriter w, Job job, JobLinks links)
    {
        if (job.Description is not { } description)
        {
            w.WriteNull("description");
            return;
        }

        w.WriteStartObject("description");
        w.WriteString("name", description.Name);
        w.WriteString("version", description.Version);
        w.WriteString("digest", description.Digest);
        w.WriteString("href", $"{links.Job(job.Id)}/description");
        w.WriteEndObject();
    }

    private static void ErrorSummary(Utf8JsonWriter w, Job job, JobLinks links)
    {
        if (!UwsXmlWriter.ShowsError(job))
        {
            w.WriteNullValue();
            return;
        }

        w.WriteStartObject();
        w.WriteString("type", TypeOf(job));
        w.WriteString("message", UwsXmlWriter.MessageOf(job));
        w.WriteString("href", $"{links.Job(job.Id)}/error");
        w.WriteEndObject();
    }

    private static void Progress(Utf8JsonWriter w, JobProgress? progress)
    {
        if (progress is null)
        {
            w.WriteNull("progress");
            return;
        }

        w.WriteStartObject("progress");
        w.WritePropertyName("percent");
        if (progress.Percent is { } percent && !double.IsNaN(percent))
        {
            w.WriteNumberValue(Math.Round(Math.Clamp(percent, 0, 100), 2));
        }
        else
        {
            w.WriteNullValue();
        }

        w.WriteString("text", progress.Text);
        Instant(w, "at", progress.At);
        w.WriteEndObject();
    }

    private static void Instant(Utf8JsonWriter w, string name, DateTimeOffset? instant) => w.WriteString(name, instant is { } i ? UwsTime.Format(i) : null);
}
