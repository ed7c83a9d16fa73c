using System.Globalization;

namespace UwsKit;

/// <summary>
/// One job and all that it has to do with, as a graph: a pure function of its record and its description. The model is that of ProvenanceDM 1.0 §2; companions
/// of the W3C model are chosen by the writers.
/// </summary>
internal sealed class JobGraph
{
    private const int MaxText = 1000;

    private readonly Dictionary<string, ProvNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<ProvRelation> _relations = [];
    private readonly ProvenanceRecord _record;
    private readonly JobDescription? _description;
    private readonly string _root;

    private JobGraph(ProvenanceRecord record, JobDescription? description, string root) => (_record, _description, _root) = (record, description, root);

    public IReadOnlyDictionary<string, ProvNode> Nodes => _nodes;
    public IReadOnlyList<ProvRelation> Relations => _relations;
    private Job Job => _record.Job;

    /// <summary>Makes the graph.</summary>
    /// <param name="record">What is known of the job.</param>
    /// <param name="description">Its description; null = not known any more.</param>
    /// <param name="root">URL of the service.</param>
    /// <param name="origins">For each parameter, by its place, that is a result of a job here: the node of that result.</param>
    public static JobGraph Of(ProvenanceRecord record, JobDescription? description, string root, IReadOnlyDictionary<int, string> origins)
    {
        var graph = new JobGraph(record, description, root);
        graph.AddJob();
        graph.AddAgents();
        graph.AddInputs(origins);
        graph.AddResults();
        graph.AddDescription();
        graph.AddOwn();
        return graph;
    }

    private void AddJob()
    {
        var (job, ran) = (Job, Job.Ran ?? RunOf(Job));
        var failed = job.Error is { } error ? error.Message : null;
        _nodes[job.Id.Value] = new(ProvKind.Activity, ProvClass.Job, job.Id.Value, Clean(_description?.Title ?? job.JobList))
        {
            Start = job.StartTime, End = job.EndTime, Href = job.Deleted ? null : JobUrl, Detail = Which(job),
            Attributes = Given(
                ("prov:location", JobUrl, ProvType.Text), ("voprov:name", job.JobList, ProvType.Text), ("voprov:comment", failed, ProvType.Text),
                ("uwskit:jobList", job.JobList, ProvType.Text), ("uwskit:phase", Shown(job).ToWord(), ProvType.Text), ("uwskit:runId", job.RunId, ProvType.Text),
                ("uwskit:description", job.Description is { } d ? $"{d.Name} {d.Version}".TrimEnd() : null, ProvType.Text), ("uwskit:descriptionSha256", job.Description?.Digest, ProvType.Text),
                ("uwskit:manager", ran?.Manager, ProvType.Text), ("uwskit:node", ran?.Node, ProvType.Text), ("uwskit:backendId", ran?.BackendId, ProvType.Text),
                ("uwskit:exitCode", ran?.ExitCode?.ToString(CultureInfo.InvariantCulture), ProvType.Number), ("uwskit:reproduces", job.Reproduces is { } id ? $"{ProvNames.Prefix}:{id}" : null, ProvType.Name),
                ("uwskit:warning", _record.OwnFault, ProvType.Text)),
        };
    }

    private void AddAgents()
    {
        if (Job.OwnerId is { } owner)
        {
            Agent(ProvClass.Person, ProvNames.Person(owner), owner, "Operator");
        }

        if (_description?.Contact is { Length: > 0 } contact)
        {
            Agent(ProvClass.Organization, ProvNames.Organization(contact), contact, "Provider");
        }

        if (Job.Ran?.Software is { } software)
        {
            Agent(ProvClass.Software, ProvNames.Software(software), software, null);
        }
    }

    private void Agent(ProvClass @class, string id, string name, string? role)
    {
        _nodes[id] = new(ProvKind.Agent, @class, id, Clean(name)) { Attributes = Given(("prov:type", $"prov:{(@class == ProvClass.Software ? "SoftwareAgent" : @class.ToString())}", ProvType.Name), ("voprov:name", name, ProvType.Text)) };
        _relations.Add(new(ProvVerb.WasAssociatedWith, Job.Id.Value, id) { Role = role });
    }

    private void AddInputs(IReadOnlyDictionary<int, string> origins)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (var (place, parameter) in Job.Parameters.Index())
        {
            var occurrence = seen[parameter.Name] = seen.GetValueOrDefault(parameter.Name, -1) + 1;
            if (parameter is { File: null, ByReference: false })
            {
                AddValue(parameter, occurrence);
                continue;
            }

            // What never ran has used nothing.
            if (Job.StartTime is null)
            {
                continue;
            }

            var given = JobResultUrl.Of(parameter);
            var url = WithoutUser(given);
            var id = origins.GetValueOrDefault(place) ?? (url is not null ? ProvNames.Url(given!, parameter.File?.Sha256) : ProvNames.Parameter(Job.Id, parameter.Name, occurrence));
            _nodes.TryAdd(id, new(ProvKind.Entity, ProvClass.Input, id, Clean(parameter.File?.OriginalName ?? parameter.Name))
            {
                Href = url, Detail = url is null ? "upload" : null,
                Attributes = Given(
                    ("prov:location", url, ProvType.Text), ("prov:type", "voprov:DatasetEntity", ProvType.Name), ("voprov:name", parameter.File?.OriginalName ?? parameter.Name, ProvType.Text),
                    ("uwskit:sha256", parameter.File?.Sha256, ProvType.Text), ("uwskit:size", Number(parameter.File?.Size), ProvType.Number), ("uwskit:mediaType", parameter.File?.MediaType, ProvType.Text)),
            });
            _relations.Add(new(ProvVerb.Used, Job.Id.Value, id) { Role = Clean(parameter.Name), Time = Job.StartTime });
        }
    }

    private void AddValue(JobParameter parameter, int occurrence)
    {
        var id = ProvNames.Parameter(Job.Id, parameter.Name, occurrence);
        var value = parameter.Value ?? "";
        var shown = value.Length <= MaxText ? value : string.Create(CultureInfo.InvariantCulture, $"{value[..MaxText]}… ({value.Length} characters)");
        _nodes[id] = new(ProvKind.Entity, ProvClass.Parameter, id, Clean(parameter.Name))
        {
            Detail = Clean(shown),
            Attributes = Given(("prov:type", "voprov:Parameter", ProvType.Name), ("prov:value", shown, ProvType.Text), ("voprov:name", parameter.Name, ProvType.Text)),
        };
        _relations.Add(new(ProvVerb.Used, Job.Id.Value, id) { Role = Clean(parameter.Name), Type = "voprov:WasConfiguredBy" });
    }

    private void AddResults()
    {
        foreach (var result in Job.Results)
        {
            var id = ProvNames.Result(Job.Id, result.Id);
            var gone = _record.InvalidatedAt;
            var href = result.Href?.OriginalString ?? $"{JobUrl}/results/{Uri.EscapeDataString(XmlText.Clean(result.Id))}";
            _nodes[id] = new(ProvKind.Entity, ProvClass.Result, id, Clean(result.Id))
            {
                Href = gone is null ? href : null, Detail = gone is null ? result.MediaType : "no longer kept",
                Attributes = Given(
                    ("prov:location", href, ProvType.Text), ("prov:type", "voprov:DatasetEntity", ProvType.Name), ("voprov:name", result.FileName ?? result.Id, ProvType.Text),
                    ("voprov:generatedAtTime", Instant(Job.EndTime), ProvType.Instant), ("voprov:invalidatedAtTime", Instant(gone), ProvType.Instant),
                    ("uwskit:sha256", result.Sha256, ProvType.Text), ("uwskit:size", Number(result.Size), ProvType.Number), ("uwskit:mediaType", result.MediaType, ProvType.Text),
                    ("uwskit:invalidatedAtTime", Instant(gone), ProvType.Instant)),
            };
            _relations.Add(new(ProvVerb.WasGeneratedBy, id, Job.Id.Value) { Role = Clean(result.Described ?? result.Id), Time = Job.EndTime });
            if (result.PreviewOf is { } whole && Job.Results.FirstOrDefault(r => r.Described == whole || r.Id == whole) is { } origin && origin.Id != result.Id)
            {
                _relations.Add(new(ProvVerb.WasDerivedFrom, id, ProvNames.Result(Job.Id, origin.Id)));
            }
        }
    }

    private void AddDescription()
    {
        if (_description is not { } description || Job.Description is not { } created)
        {
            return;
        }

        var id = ProvNames.Of(Job.Id, "d", "activity");
        _nodes[id] = new(ProvKind.Entity, ProvClass.Description, id, Clean($"{created.Name} {created.Version}".TrimEnd()))
        {
            Attributes = Given(
                ("prov:type", "voprov:ActivityDescription", ProvType.Name), ("voprov:name", created.Name, ProvType.Text), ("voprov:version", created.Version, ProvType.Text),
                ("voprov:type", description.ActivityType, ProvType.Text), ("voprov:subtype", description.ActivitySubtype, ProvType.Text),
                ("voprov:description", description.Text, ProvType.Text), ("voprov:docurl", description.Documentation?.OriginalString, ProvType.Text)),
        };
        _relations.Add(new(ProvVerb.WasInfluencedBy, Job.Id.Value, id) { Type = "voprov:isDescribedBy" });
        foreach (var parameter in description.Parameters)
        {
            var isFile = Job.Parameters.Any(p => p.Name == parameter.Name && (p.File is not null || p.ByReference));
            Part(isFile ? "UsageDescription" : "ParameterDescription", parameter.Name, parameter.Text);
        }

        foreach (var result in description.Results)
        {
            Part("GenerationDescription", result.Name, result.Text);
        }

        void Part(string type, string name, string? text)
        {
            var part = ProvNames.Of(Job.Id, "d", $"{type}.{name}");
            _nodes[part] = new(ProvKind.Entity, ProvClass.Description, part, Clean(name))
            {
                Attributes = Given(("prov:type", "voprov:" + type, ProvType.Name), (type == "ParameterDescription" ? "voprov:name" : "voprov:role", name, ProvType.Text), ("voprov:description", text, ProvType.Text)),
            };
            _relations.Add(new(ProvVerb.WasInfluencedBy, id, part) { Type = "voprov:isDescribedBy" });
        }
    }

    // The script's files are the job's own, by their names; everything else that it speaks of stays under the job.
    private void AddOwn()
    {
        if (_record.Own is not { } document)
        {
            return;
        }

        var own = OwnProvenance.Parse(document, Job.Id);
        Dictionary<string, string> same = new(StringComparer.Ordinal);
        foreach (var node in own.Nodes)
        {
            var location = node.Attributes.FirstOrDefault(a => a.Name == "prov:location")?.Value;
            if (node.Kind == ProvKind.Entity && KnownFile(location ?? node.Label) is { } known)
            {
                same[node.Id] = known;
                if (_nodes.TryGetValue(known, out var file))
                {
                    _nodes[known] = file with { Attributes = [.. file.Attributes, .. node.Attributes.Where(a => a.Name.StartsWith("own:", StringComparison.Ordinal))] };
                }

                continue;
            }

            _nodes.TryAdd(node.Id, node);
            if (node.Kind == ProvKind.Activity)
            {
                _relations.Add(new(ProvVerb.WasInformedBy, node.Id, Job.Id.Value) { Type = "uwskit:step" });
            }
        }

        foreach (var said in own.Relations)
        {
            var relation = said with { From = same.GetValueOrDefault(said.From, said.From), To = same.GetValueOrDefault(said.To, said.To) };
            if (relation.Verb == ProvVerb.WasGeneratedBy && same.ContainsKey(said.From))
            {
                // What made a file of the job is known: an entity has one origin (ProvenanceDM 1.0 §2.3).
                relation = new(ProvVerb.WasInfluencedBy, relation.From, relation.To);
            }

            if (relation.From != relation.To && relation.To != Job.Id.Value && !(relation.From == Job.Id.Value && same.ContainsValue(relation.To)))
            {
                _relations.Add(relation);
            }
        }
    }

    private string? KnownFile(string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        if (Job.Results.FirstOrDefault(r => r.FileName == last || r.Id == last) is { } result)
        {
            return ProvNames.Result(Job.Id, result.Id);
        }

        var role = Job.Parameters.FirstOrDefault(p => p.File?.Name == last)?.Name;
        return role is null ? null : _relations.FirstOrDefault(r => r.Verb == ProvVerb.Used && r.Role == Clean(role))?.To;
    }

    private string JobUrl => $"{_root}/{Job.JobList}/{Job.Id.Value}";

    private static ExecutionPhase Shown(Job job) => job.Phase == ExecutionPhase.Archived ? job.FormerPhase ?? job.Phase : job.Phase;

    // Of ten jobs with one name the run id, or the time, tells which is which.
    private static string Which(Job job) => job.RunId is { Length: > 0 } run ? $"{Shown(job).ToWord()} {Clean(run)}"
        : $"{Shown(job).ToWord()} {(job.EndTime ?? job.StartTime ?? job.CreationTime).UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}";

    private static JobRun? RunOf(Job job) => job.Placement is { Attempt: > 0 } p ? new(p.Manager, p.Node, p.BackendId, p.Attempt, p.ExitCode, null) : null;

    private static string? Instant(DateTimeOffset? instant) => instant is { } i ? UwsTime.Format(i) : null;

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? WithoutUser(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0 ? new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri : url;

    private static string Clean(string text) => XmlText.Clean(text);

    private static List<ProvAttribute> Given(params ReadOnlySpan<(string Name, string? Value, ProvType Type)> all)
    {
        List<ProvAttribute> given = [];
        foreach (var (name, value, type) in all)
        {
            if (!string.IsNullOrEmpty(value))
            {
                given.Add(new(name, Clean(value), type));
            }
        }

        return given;
    }
}
