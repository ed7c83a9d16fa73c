namespace UwsKit;

/// <summary>The descriptions themselves, without what is run: of the job lists as they are, and of each job as it was created.</summary>
internal static class DescriptionEndpoints
{
    // The first is given to who has no wish. A further form is one line more.
    private static readonly (string MediaType, Func<JobDescription, byte[]> Write)[] Forms =
    [
        (Negotiation.Json, DescriptionJson.SerializePublic),
        (VoTableNames.MediaType, VoTableDescriptions.Serve),
    ];

    public static async Task GetAllAsync(UwsCall call)
        => await DocumentAnswer.WriteAsync(call, Answer.JsonType, ServiceJson.Descriptions(await ServiceLook.TakeAsync(call).ConfigureAwait(false))).ConfigureAwait(false);

    public static Task GetAsync(UwsCall call)
    {
        var name = call.Segment("list");
        var list = call.Host.Lists.Find(name) ?? throw new UwsException(UwsErrorKind.NotFound, $"There is no job list '{OneLine.Of(name)}'.");
        return WriteAsync(call, list.Description, list.Digest);
    }

    /// <summary>What the job runs by, also when its list's description has changed since.</summary>
    public static async Task GetOfJobAsync(UwsCall call, JobList list, Job job)
    {
        var own = await call.Host.Descriptions.FindOwnAsync(job, call.Aborted).ConfigureAwait(false)
            ?? throw new UwsException(UwsErrorKind.NotFound, "The description that the job was created with is not kept here.");
        await WriteAsync(call, own, job.Description!.Digest).ConfigureAwait(false);
    }

    // The digest of the whole description is the one that jobs are marked with; each form has a tag of its own.
    private static Task WriteAsync(UwsCall call, JobDescription description, string digest)
    {
        var chosen = Negotiation.Choose(call.Http, [.. Forms.Select(f => f.MediaType)]);
        var at = Array.FindIndex(Forms, f => f.MediaType == chosen);
        return DocumentAnswer.WriteAsync(call, Forms[at].MediaType, Forms[at].Write(description), tag: at == 0 ? digest : $"{digest}-{at}");
    }
}
