namespace UwsKit;

/// <summary>
/// All resources with their verbs, parameters and answers (UWS 1.1 §2.2, VOSI 1.1, DALI 1.1 §2). A test holds it against the routes that are mapped.
/// </summary>
internal static class ResourceTree
{
    private const string Xml = "text/xml";
    private const string Json = "application/json";
    private const string Plain = "text/plain";
    private const string Links = LinkTable.ContentType;

    /// <summary>What is beside the job lists.</summary>
    public static IReadOnlyList<ResourceEntry> Service { get; } =
    [
        new("/", Get("getService", "URLs of the job lists and documents", new(Plain), new(Json, "Service"))),
        new("/availability", Open("getAvailability", "VOSI availability", new AnswerForm(Xml, "vosi:availability"))),
        new("/capabilities", Open("getCapabilities", "VOSI capabilities", new AnswerForm(Xml, "vosi:capabilities"))),
        new("/application.wadl", Get("getWadl", "This tree as WADL", new AnswerForm("application/vnd.sun.wadl+xml"))),
        new("/openapi.json", Get("getOpenApi", "This tree as OpenAPI", new AnswerForm(Json))),
        new("/descriptions", Get("getDescriptions", "The job lists with names, titles and versions", new AnswerForm(Json, "Descriptions"))),
        new("/descriptions/{list}", Get("getDescription", "The description of a job list", new(Json, "Description"), new(VoTableNames.MediaType)) with { Refusals = [401, 404] }),
        new("/links",
            Get("getLinks", "DataLink: results, inputs and logs of jobs, and how jobs of all lists are created", new AnswerForm(Links)) with { Query = ControlFields.Links, Refusals = [400, 401], HasTableErrors = true },
            Table("postLinks", "The same, for many IDs")),
        new("/links/{list}",
            Get("getLinksOfList", "DataLink: results, inputs and logs of jobs of a list, and how its jobs are created", new AnswerForm(Links)) with { Query = ControlFields.Links, Refusals = [400, 401, 404], HasTableErrors = true },
            Table("postLinksOfList", "The same, for many IDs") with { Refusals = [400, 401, 404, 413, 415] }),
        new("/examples", Get("getExamples", "DALI examples; 404 where no description has any", new AnswerForm("application/xhtml+xml")) with { Refusals = [401, 404] }),
        new("/registry-record", Open("getRegistryRecord", "VOResource record; 404 where the service is not configured to be registered", new AnswerForm(Xml, "ri:Resource")) with { Refusals = [404] }),
    ];

    /// <summary>What a job list has, beside its jobs.</summary>
    public static IEnumerable<ResourceEntry> Of(JobList list) => list.Options.Sync == false ? List : List.Concat(Sync);

    private static IReadOnlyList<ResourceEntry> List { get; } =
    [
        new("/{list}",
            Get("listJobs", "The jobs that the caller may see, newest first", new(Xml, "uws:jobs"), new(Json, "JobList")) with { Query = ControlFields.Filter, Refusals = [400, 401, 404, 503] },
            Change("createJob", "Creates a job, in PENDING unless PHASE=RUN is given", ControlFields.Creation) with { WithParameters = true, Refusals = [400, 401, 403, 404, 413, 415, 429, 503] }),
    ];

    private static IReadOnlyList<ResourceEntry> Sync { get; } =
    [
        new("/{list}-sync",
            Follow("getSync", "Creates a job, runs it and answers its main result; 204 where there is none, 303 where it takes longer")
                with { Query = ControlFields.Synchronous, WithParameters = true, Refusals = [400, 401, 403, 404, 409, 422, 429, 503] },
            Follow("postSync", "The same, with files")
                with { Verb = "POST", Fields = ControlFields.Synchronous, WithParameters = true, Refusals = [400, 401, 403, 404, 409, 413, 415, 422, 429, 503] }),
        new("/{list}-sync/{job}",
            Follow("followSync", "Waits on for such a job, and answers the same") with { Query = ControlFields.Following, Refusals = [400, 401, 403, 404, 409, 410, 422, 503] }),
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
        new("/{list}/{job}/links",
            OfJob("getJobLinks", "DataLink: the job's results, inputs and logs", new AnswerForm(Links)) with { Query = ControlFields.Links, Refusals = [400, 401, 403, 404, 503], HasTableErrors = true },
            Table("postJobLinks", "The same") with { Refusals = [400, 401, 403, 404, 413, 415, 503] }),
        new("/{list}/{job}/results", OfJob("getResults", "The results", new(Xml, "uws:results"), new(Json, "Results"))),
        new("/{list}/{job}/results/{result}", OfJob("getResult", "A result; 303 where it is elsewhere", new AnswerForm("*/*"))),
        new("/{list}/{job}/parameters",
            OfJob("getParameters", "The parameters", new(Xml, "uws:parameters"), new(Json, "Parameters")),
            Change("postParameters", "Replaces the values of the parameters that are given, while PENDING", [ControlFields.RunId]) with { WithParameters = true }),
        new("/{list}/{job}/parameters/{name}",
            OfJob("getParameter", "The value of a parameter, or the file; of several the URLs of files and the texts, one a line", new AnswerForm("*/*")),
            new("PUT", "putParameter", "Sets a parameter, while PENDING: the body is its value, or the file") { WithValue = true, Status = 303, Refusals = Refusals }),
        new("/{list}/{job}/parameters/{name}/{place}", OfJob("getOneOfParameter", "One of several values or files: by its number from 1, or the name of an upload", new AnswerForm("*/*"))),
        new("/{list}/{job}/description",
            OfJob("getJobDescription", "The description that the job was created with; 404 where it was not kept", new(Json, "Description"), new(VoTableNames.MediaType))),
        new("/{list}/{job}/stdout", OfJob("getStdout", "Standard output, also while the job runs", new AnswerForm(Plain))),
        new("/{list}/{job}/stderr", OfJob("getStderr", "Standard error, also while the job runs", new AnswerForm(Plain))),
        new("/{list}/{job}/sharing",
            OfJob("getSharing", "With whom the owner shares the job", new(Plain), new(Json)),
            Change("postSharing", "Shares the job, to read only; LINK is answered 201 with the link", ControlFields.Sharing),
            new("DELETE", "deleteSharing", "Shares the job with nobody") { Status = 303, Refusals = [401, 403, 404, 503] }),
        new("/{list}/{job}/sharing/{entry}",
            new ResourceOperation("DELETE", "deleteShare", "Takes one of them back: user:ID, group:NAME or link:ID") { Status = 303, Refusals = [401, 403, 404, 503] }),
        new("/{list}/{job}/events",
            new ResourceOperation("POST", "postEvent", "Where the job's own script says how it stands")
            {
                Fields = ControlFields.Event, Status = 204, Refusals = [400, 403, 404, 413], IsOpen = true, NeedsEventToken = true,
            }),
    ];

    private static IReadOnlyList<int> Refusals => [400, 401, 403, 404, 413, 415, 503];

    private static ResourceOperation Get(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, Refusals = [401] };

    private static ResourceOperation Open(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, IsOpen = true };

    private static ResourceOperation OfJob(string id, string text, params AnswerForm[] forms) => new("GET", id, text) { Forms = forms, Refusals = [401, 403, 404, 503] };

    private static ResourceOperation Table(string id, string text)
        => new("POST", id, text) { Fields = ControlFields.Links, Forms = [new(Links)], Refusals = [400, 401, 413, 415], HasTableErrors = true };

    private static ResourceOperation Follow(string id, string text) => new("GET", id, text) { Forms = [new("*/*")], HasTableErrors = true };

    private static ResourceOperation Change(string id, string text, IReadOnlyList<ParameterDescription> fields)
        => new("POST", id, text) { Fields = fields, Status = 303, Refusals = Refusals };
}
