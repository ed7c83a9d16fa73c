namespace UwsKit;

/// <summary>The URLs of a job on its page: paths of this service, with the token of the signed link by which the caller came.</summary>
/// <param name="Path">Of the job.</param>
/// <param name="Query">Empty, or what opens the job to the caller, with its question mark.</param>
internal sealed record JobUrl(string Path, string Query)
{
    public static JobUrl Of(UwsCall call, JobList list, JobId job) => new($"{Pages.PathOf(call)}/{list.Name}/{job.Value}", call.LinkQuery);

    /// <summary>A resource below the job.</summary>
    /// <param name="resource">Escaped.</param>
    /// <param name="query">Without question mark.</param>
    public string Below(string resource, string? query = null)
        => $"{Path}/{resource}{Query}{(query is null ? "" : Query.Length == 0 ? "?" : "&")}{query}";

    /// <summary>The job itself.</summary>
    public override string ToString() => Path + Query;
}
