namespace UwsKit;

/// <summary>
/// All resources with their verbs, parameters and answers (UWS 1.1 §2.2, VOSI 1.1, DALI 1.1 §2). A test holds it against the routes that are mapped.
/// </summary>
internal static class ResourceTree
{
    private const string Xml = "text/xml";
    private const string Json = "application/json";
    private const string Plain = "text/plain";

    /// <summary>What is beside the job lists.</summary>
    public static IReadOnlyList<ResourceEntry> Service { get; } =
    [
        new("/", Get("getService", "URLs of the job lists and documents", new(Plain), new(Json, "Service"))),
        new("/availability", Open("getAvailability", "VOSI availability", new AnswerForm(Xml, "vosi:availability"))),
        new("/capabilities", Open("getCapabilities", "VOSI capabilities", new AnswerForm(Xml, "vosi:capabilities"))),
        new("/application.wadl", Get("getWadl", "This tree as WADL", new AnswerForm("application/vnd.sun.wadl+xml"))),
        new("/openapi.json", Get("getOpenApi", "This tree as OpenAPI", new AnswerForm(Json))),
        new("/descriptions", Get("getDescriptions", "The job lists with names, titles and versions", new AnswerForm(Json, "Descriptions"))),
        new("/descriptions/{list}", Get("getDescription", "The description of a job list", new AnswerForm(Json, "Description")) with { Refusals = [401, 404] }),
        new("/examples", Get("getExamples", "DALI examples; 404 where no description has any", new AnswerForm("application/xhtml+xml")) with { Refusals = [401, 404] }),
        new("/registry-record", Open("getRegistryRecord", "VOResource record; 404 where the service is not configured to be registered", new AnswerForm(Xml, "ri:Resource")) with { Refusals = [404] }),
        new("/provsap", Get("getProvenance", "How results came to be, from any node by its name", ProvenanceForms) with { Query = ControlFields.ProvSap, Refusals = [400, 401, 404, 503] }),
    ];

    /// <summary>The job lists.</summary>
    public static IReadOnlyList<ResourceEntry> List { get; } =
    [
        new("/{list}",
            Get("listJobs", "The jobs that the caller may see, newest first", new(Xml, "uws:jobs"), new(Json, "JobList")) with { Query = ControlFields.Filter, Refusals = [400, 401, 404, 503] },
            Change("createJob", "Creates a job, in PENDING unless PHASE=RUN is given", ControlFields.Creation) with { WithParameters = true, Refusals = [400, 401, 403, 404, 413, 415, 429, 503] }),
    ];

    /// <summary>Jobs and what is below them.</summary>
    public static IReadOnlyList<ResourceEntry> Job { get; } =
    [
        new("/{list}/{job}",
            OfJob("getJob", "The job, at once or after WAIT", new(Xml, "uws:job"), new(Json, "Job")) with { Query = ControlFields.Waiting, Refusals = [400, 401, 403, 404, 503] },
            Change("postJob", "Changes the job as its sub-resources do, or destroys it", ControlFields.OfJob) with { WithParameters = true },
            new("DELETE", "deleteJob", "Destroys the job with all its files") { Status = 303, Refusals = [401, 403, 404, 503] }),
        new("/{list}/{job}/phase",
            OfJob("getPhase", "The phase", new AnswerForm(Plain)), Change("postPhase", "Runs or aborts the job", [ControlFields.RunOrAbort])),
        new("/{list}/{job}/executionduration",
            OfJob("getExecutionDuration", "Longest execution in seconds, 0 = no limit", new AnswerForm(Plain)),
            Change("postExecutionDuration", "Asks for another execution duration", [ControlFields.Duration with { Required = true }])),
        new("/{list}/{job}/destruction",
            OfJob("getDestruction", "When the job will be destroyed", new AnswerForm(Plain)),
            Change("postDestruction", "Asks for another destruction time", [ControlFields.Destruction with { Required = true }])),
        new("/{list}/{job}/quote", OfJob("getQuote", "When the job is expected to be complete; empty = not known", new AnswerForm(Plain))),
        new("/{list}/{job}/owner", OfJob("getOwner", "Who created the job; empty = nobody was authenticated", new AnswerForm(Plain))),
        new("/{list}/{job}/error", OfJob("getError", "Why the job failed; 404 where it has not", new(Plain), new("application/x-votable+xml"), new(Json, "Error"))),
        new("/{list}/{job}/results", OfJob("getResults", "The results", new(Xml, "uws:results"), new(Json, "Results"))),
        new("/{list}/{job}/results/{result}", OfJob("getResult", "A result; 303 where it is elsewhere", new AnswerForm("*/*"))),
        new("/{list}/{job}/parameters",
            OfJob("getParameters", "The parameters", new(Xml, "uws:parameters"), new(Json, "Parameters")),
            Change("postParameters", "Replaces the values of the parameters that are given, while PENDING", [ControlFields.RunId]) with { WithParameters = true }),
        new("/{list}/{job}/parameters/{name}",
            OfJob("getParameter", "The value of a parameter, or the file", new AnswerForm("*/*")),
            new("PUT", "putParameter", "Sets a parameter, while PENDING: the body is its value, or the file") { WithValue = true, Status = 303, Refusals = Refusals }),
        new("/{list}/{job}/description", OfJob("getJobDescription", "The description that the job was created with; 404 where it was not kept", new AnswerForm(Json, "Description"))),
        new("/{list}/{job}/stdout", OfJob("getStdout", "Standard output, also while the job runs", new AnswerForm(Plain))),
        new("/{list}/{job}/stderr", OfJob("getStderr", "Standard error, also while the job runs", new AnswerForm(Plain))),
        new("/{list}/{job}/provenance",
            OfJob("getJobProvenance", "The job, its results and all that they came from, also when they are gone", ProvenanceForms) with { Query = ControlFields.Provenance, Refusals = [400, 401, 403, 404, 503] }),
        new("/{list}/{job}/reproduce",
            OfJob("getReproduction", "How a job that was made anew compares with the earlier one; 404 where it was not", new AnswerForm(Plain)),
            Change("reproduceJob", "Makes and runs the same job once more", [])),
        new("/{list}/{job}/events",
            new ResourceOperation("POST", "postEvent", "Where the job's own script says how it stands")
            {
                Fields = ControlFields.Event, Status = 204, Refusals = [400, 403, 404, 413], IsOpen = true, NeedsEventToken = true,
            }),
    ];

    private static AnswerForm[] ProvenanceForms => [new(Json), new("application/provenance+xml"), new("text/provenance-notation"), new("application/x-votable+xml"), new("image/svg+xml")];

    private static IReadOnlyList<int> Refusals => [400, 401, 403, 404, 413, 415, 503];

    private static ResourceOperation Get(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, Refusals = [401] };

    private static ResourceOperation Open(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, IsOpen = true };

    private static ResourceOperation OfJob(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, Refusals = [401, 403, 404, 503] };

    private static ResourceOperation Change(string id, string text, IReadOnlyList<ParameterDescription> fields)
        => new("POST", id, text) { Fields = fields, Status = 303, Refusals = Refusals };
}
