using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>How results came to be: of one job at <c>{job}/provenance</c>, of any node at <c>provsap</c>; and the making of a job anew.</summary>
internal static class ProvenanceEndpoints
{
    private const string Xml = "application/provenance+xml", Notation = "text/provenance-notation", Table = "application/x-votable+xml", Svg = "image/svg+xml";

    // Also what older drafts and other services call them. A browser that asks for a page is shown the drawing.
    private static readonly (string MediaType, string[] Words)[] Formats =
    [
        (Negotiation.Json, ["PROV-JSON", "JSON"]), (Xml, ["PROV-XML", "XML", "text/xml", "application/xml"]), (Notation, ["PROV-N", "text/plain"]),
        (Table, ["PROV-VOTABLE", "VOTABLE"]), (Svg, ["PROV-SVG", "SVG", "GRAPH", Negotiation.Html]),
    ];

    /// <summary>A job, its results, and all that they came from.</summary>
    public static async Task GetAsync(UwsCall call, Job job)
    {
        var request = ProvenanceRequest.Read(call.Host.Reader.ReadQuery(call.Request), new() { Depth = null });
        if (request.Ids.Count > 0)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"ID is not for this resource, which is that of one job; use {call.Root}/provsap.");
        }

        var views = Views(call);
        var graph = await views.GraphAsync(job.Id, call.Aborted).ConfigureAwait(false);
        IEnumerable<string> ids = [job.Id.Value, .. graph?.Nodes.Values.Where(n => n.Class is ProvClass.Result or ProvClass.Step).Select(n => n.Id) ?? []];
        await AnswerAsync(call, request, views, [.. ids.Take(call.Host.Options.Provenance.MaxNodes / 2)]).ConfigureAwait(false);
    }

    /// <summary>Any nodes, by their names.</summary>
    public static Task GetAnyAsync(UwsCall call)
    {
        var request = ProvenanceRequest.Read(call.Host.Reader.ReadQuery(call.Request), new());
        return request.Ids.Count == 0 || request.Ids.Any(id => id.Length == 0)
            ? throw ControlParameters.Bad("ID", null, "the name of a job, a result or another node, as the graphs of this service give it")
            : AnswerAsync(call, request, Views(call), [.. request.Ids.Select(id => ProvNames.Local(id, call.Root))]);
    }

    /// <summary>How a job that was made anew compares with the earlier one; with WAIT not before it is over.</summary>
    public static async Task CompareAsync(UwsCall call, Job job)
    {
        if (job.Reproduces is not null && !call.IsHead && WaitQuery.Read(call.Host.Reader.ReadQuery(call.Request)) is { } wait)
        {
            // Where too many wait already the answer is given at once: that the job is not over yet.
            using var place = call.Host.Jobs.TryEnterWait(job.OwnerId);
            job = place is null ? job : await call.Host.Jobs.WaitUntilOverAsync(job, wait.Time, call.Aborted).ConfigureAwait(false) ?? throw JobAccess.NoSuchJob(job.Id.Value);
            call.CloseWhenStopping();
        }

        if (await call.Host.Reproduction.CompareAsync(job, call.Aborted).ConfigureAwait(false) is not { } compared)
        {
            throw new UwsException(UwsErrorKind.NotFound, "The job was not made to reproduce another; POST here to make one that reproduces it.");
        }

        var list = await call.Host.Descriptions.ListOfAsync(compared.Original, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false);
        await call.Host.Access.DemandAsync(call, list, compared.Original, change: false).ConfigureAwait(false);
        string[] head = [$"job: {call.Root}/{job.JobList}/{job.Id}", $"reproduces: {call.Root}/{compared.Original.JobList}/{compared.Original.Id}"];
        await Answer.TextAsync(call.Http, string.Join('\n', head.Concat(compared.Lines)) + "\n").ConfigureAwait(false);
    }

    /// <summary>Makes the job anew, and runs it: 303 to the new one; with WAIT to the comparison, so that one request that follows tells whether it came out the same.</summary>
    public static async Task ReproduceAsync(UwsCall call, Job job)
    {
        if (call.Ground == AccessGround.Link)
        {
            throw new UwsException(UwsErrorKind.Forbidden, "A link is to read by: jobs are made anew by those with whom their owner shares them by name.");
        }

        var wait = WaitQuery.Read(call.Host.Reader.ReadQuery(call.Request));
        // The new job is the caller's own: who may read the old one may do so, where he may create jobs.
        await call.Host.Access.DemandCreationAsync(call, await call.Host.Descriptions.ListOfAsync(job, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
        var made = await call.Host.Reproduction.ReproduceAsync(job, call.Host.Access.OwnerOf(call.User), trace, call.Aborted).ConfigureAwait(false);
        var compare = wait is null ? "" : string.Create(CultureInfo.InvariantCulture, $"/reproduce?WAIT={Math.Max(-1, wait.Time.TotalSeconds):F0}");
        await Answer.SeeOtherAsync(call.Http, $"{call.Root}/{made.JobList}/{made.Id}{compare}").ConfigureAwait(false);
    }

    private static async Task AnswerAsync(UwsCall call, ProvenanceRequest request, JobViews views, IReadOnlyList<string> ids)
    {
        var format = request.Format is { } word ? FormatOf(word) : Negotiation.Choose(call.Http, [.. Formats.Select(f => f.MediaType), Negotiation.Html, Negotiation.Xml, "text/plain"]);
        var graph = await new ProvenanceWalk(views, request.Query, call.Host.Options.Provenance.MaxNodes).RunAsync(ids, call.Aborted).ConfigureAwait(false)
            ?? throw new UwsException(UwsErrorKind.NotFound, $"There is no node '{OneLine.Of(string.Join(' ', ids))}' here.");
        var w3c = request.Query.W3c;
        // Nothing of it acts: not even a browser that is shown a drawing.
        call.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        await (FormatOf(format) switch
        {
            Xml => Answer.BytesAsync(call.Http, request.Format is null && format == Negotiation.Xml ? Answer.XmlType(call.Request) : Xml, ProvXmlWriter.Write(graph, w3c)),
            Notation => Answer.BytesAsync(call.Http, Notation + "; charset=utf-8", ProvNWriter.Write(graph, w3c)),
            Table => Answer.BytesAsync(call.Http, Table, ProvVoTableWriter.Write(graph)),
            Svg => Answer.BytesAsync(call.Http, Svg, await call.Host.Drawing.DrawAsync(graph, call.Aborted).ConfigureAwait(false)),
            _ => Answer.BytesAsync(call.Http, Negotiation.Json, ProvJsonWriter.Write(graph, w3c)),
        }).ConfigureAwait(false);
    }

    private static string FormatOf(string word)
        => Formats.FirstOrDefault(f => f.Words.Append(f.MediaType).Contains(word.Trim(), StringComparer.OrdinalIgnoreCase)).MediaType
            ?? throw ControlParameters.Bad("RESPONSEFORMAT", word, string.Join(", ", Formats.Select(f => f.Words[0])) + ", or a media type of these");

    private static JobViews Views(UwsCall call)
        => new(call.Host.Provenance, call.Host.Descriptions, new Reader(call), call.Root, call.Host.Options.Provenance.MaxNodes);

    private sealed class Reader(UwsCall call) : IProvenanceReader
    {
        public bool TellsOfHidden => call.Host.Access.TellsOfHidden;

        public async ValueTask<bool> MayReadAsync(Job job, CancellationToken ct)
            => await call.Host.Access.MayReadAsync(call, await ListAsync(job, ct).ConfigureAwait(false), job).ConfigureAwait(false);

        public async ValueTask<bool> MayListAsync(Job job, CancellationToken ct)
            => await call.Host.Access.MayListAsync(call, await ListAsync(job, ct).ConfigureAwait(false), job).ConfigureAwait(false);

        private ValueTask<JobList> ListAsync(Job job, CancellationToken ct) => call.Host.Descriptions.ListOfAsync(job, call.Host.Options.Defaults, ct);
    }
}
