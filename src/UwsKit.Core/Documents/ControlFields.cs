namespace UwsKit;

/// <summary>The parameters that control jobs rather than describe their work (UWS 1.1 §2.1.11, §2.2.2.1, §2.2.3), in the form of a job's own.</summary>
internal static class ControlFields
{
    private static readonly string[] Phases = [.. ExecutionPhaseWords.All.Select(p => p.ToWord())];

    public static ParameterDescription RunId { get; } = new(ParameterNames.RunId, ParameterType.Text) { MaxLength = ParameterNames.LongestRunId, Text = "a label of the client's own" };

    public static ParameterDescription Duration { get; } = new("EXECUTIONDURATION", ParameterType.Integer) { Min = "0", Unit = "s", Text = "longest execution, 0 = the longest allowed" };

    public static ParameterDescription Destruction { get; } = new("DESTRUCTION", ParameterType.Timestamp) { Text = "when the job is to be destroyed, UTC" };

    public static ParameterDescription Format { get; } = new(ResponseFormats.Parameter, ParameterType.Text) { Text = "media type or short form of the result to answer; without it the main one" };

    public static ParameterDescription RunOrAbort { get; } = new("PHASE", ParameterType.Text) { Required = true, Options = ["RUN", "ABORT"] };

    /// <summary>With the creation of a job.</summary>
    public static IReadOnlyList<ParameterDescription> Creation { get; } =
        [new("PHASE", ParameterType.Text) { Options = ["RUN"], Text = "run the job at once" }, Duration, Destruction, RunId];

    /// <summary>Posted to a job.</summary>
    public static IReadOnlyList<ParameterDescription> OfJob { get; } =
        [new("ACTION", ParameterType.Text) { Options = ["DELETE"] }, RunOrAbort with { Required = false }, Duration, Destruction, RunId];

    /// <summary>Of a job list.</summary>
    public static IReadOnlyList<ParameterDescription> Filter { get; } =
    [
        new("PHASE", ParameterType.Text) { Options = Phases, Repeatable = true, Text = "jobs in one of these phases; without it all but ARCHIVED" },
        new("AFTER", ParameterType.Timestamp) { Text = "jobs created after this instant, UTC" },
        new("LAST", ParameterType.Integer) { Min = "1", Text = "so many of the newest" },
        new("SHARED", ParameterType.Boolean) { Text = "true: the jobs that are shared with the caller or a group of his, instead of his own" },
    ];

    /// <summary>Of a job that is waited for.</summary>
    public static IReadOnlyList<ParameterDescription> Waiting { get; } =
    [
        new("WAIT", ParameterType.Integer) { Min = "-1", Unit = "s", Text = "answer when the phase changes, or after so long; -1 = as long as the service allows" },
        new("PHASE", ParameterType.Text) { Options = Phases, Repeatable = true, Text = "wait only in one of these phases" },
    ];

    /// <summary>With whom a job is shared.</summary>
    public static IReadOnlyList<ParameterDescription> Sharing { get; } =
    [
        new("USER", ParameterType.Text) { Repeatable = true, Text = "owner ids of users" },
        new("GROUP", ParameterType.Text) { Repeatable = true, Text = "groups" },
        new("LINK", ParameterType.Text) { Text = "a signed link, good for so long, such as 7d" },
    ];

    /// <summary>With a synchronous request (DALI 1.1 §2.2).</summary>
    public static IReadOnlyList<ParameterDescription> Synchronous { get; } = [Format, Duration, Destruction, RunId];

    /// <summary>Of a synchronous request whose job takes long.</summary>
    public static IReadOnlyList<ParameterDescription> Following { get; } = [Format, new("TURN", ParameterType.Integer) { Min = "0", Text = "how often it was sent on" }];

    /// <summary>Of DataLink (DataLink 1.1 §2.1).</summary>
    public static IReadOnlyList<ParameterDescription> Links { get; } =
    [
        new("ID", ParameterType.Text) { Repeatable = true, Ucd = "meta.id;meta.main", Text = "ids or URLs of jobs" },
        new(ResponseFormats.Parameter, ParameterType.Text) { Text = "votable, application/x-votable+xml or text/xml" },
    ];

    /// <summary>The fields of an operation: its own and, where it takes them, those of the list, which come first where both have a name.</summary>
    public static IReadOnlyList<ParameterDescription> With(IReadOnlyList<ParameterDescription> fields, JobDescription? description) => description is null ? fields
        : [.. fields.Where(f => !description.Parameters.Any(p => p.Name.Equals(f.Name, StringComparison.OrdinalIgnoreCase))), .. description.Parameters];

    /// <summary>Of a graph of provenance, in the words of ProvSAP.</summary>
    public static IReadOnlyList<ParameterDescription> Provenance { get; } =
    [
        new("DEPTH", ParameterType.Text) { Text = "relations followed: a whole number from 0, or ALL" },
        new("DIRECTION", ParameterType.Text) { Options = ["BACK", "FORTH", "FORWARD"], Text = "towards what it came from, or what came of it" },
        new("MODEL", ParameterType.Text) { Options = ["IVOA", "W3C"] },
        new("AGENTS", ParameterType.Boolean) { Text = "whether persons, organizations and software are shown" },
        new("AGENT", ParameterType.Boolean) { Text = "whether relations beyond them are followed" },
        new("CONFIGURATION", ParameterType.Boolean) { Text = "whether parameters are shown" },
        new("DESCRIPTIONS", ParameterType.Integer) { Min = "0", Max = "2", Text = "1 = of jobs, 2 = also of parameters, inputs and results" },
        new("RESPONSEFORMAT", ParameterType.Text) { Options = ["PROV-JSON", "PROV-XML", "PROV-N", "PROV-VOTABLE", "PROV-SVG"], Text = "before Accept; media types are taken as well" },
    ];

    /// <summary>As <see cref="Provenance"/>, of any nodes.</summary>
    public static IReadOnlyList<ParameterDescription> ProvSap { get; } =
        [new("ID", ParameterType.Text) { Required = true, Repeatable = true, Text = "names of nodes, as graphs give them" }, .. Provenance];

    /// <summary>From a job's script.</summary>
    public static IReadOnlyList<ParameterDescription> Event { get; } =
    [
        new("state", ParameterType.Text) { Required = true, Text = "how the work stands, in the words of its manager" },
        new("attempt", ParameterType.Integer) { Required = true, Min = "0", Text = "the attempt that the token is for" },
    ];
}
