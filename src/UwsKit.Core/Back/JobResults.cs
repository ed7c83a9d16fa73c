using System.Security.Cryptography;

namespace UwsKit;

/// <summary>Turns the files that a job left in its output area into its results, by the description. Thread-safe.</summary>
internal sealed class JobResults(IFileStorage files, JobLists lists)
{
    /// <summary>The results of a job that ended, with size and digest: described ones in the description's order; of a list that describes none, every file.</summary>
    public async ValueTask<IReadOnlyList<JobResult>> CollectAsync(Job job, CancellationToken ct)
    {
        List<JobResult> results = [];
        foreach (var (result, file) in await FindAsync(job, ct).ConfigureAwait(false))
        {
            results.Add(result with { Size = file.Size, Sha256 = file.Sha256 ?? await HashAsync(job.Id, file.Name, ct).ConfigureAwait(false) });
        }

        return results;
    }

    /// <summary>What a running job has produced so far (UWS 1.1 §2.1.3): without size and digest, for a file may still grow.</summary>
    public async ValueTask<IReadOnlyList<JobResult>> PresentAsync(Job job, CancellationToken ct)
        => [.. (await FindAsync(job, ct).ConfigureAwait(false)).Select(f => f.Result)];

    private async ValueTask<List<(JobResult Result, JobFile File)>> FindAsync(Job job, CancellationToken ct)
    {
        var found = (await files.ListAsync(job.Id, JobFileArea.Output, ct).ConfigureAwait(false)).ToDictionary(f => f.Name, StringComparer.Ordinal);
        var described = lists.Find(job.JobList)?.Description.Results ?? [];
        var wanted = described.Count > 0
            ? described.Select(r => (Id: r.Name, File: r.FilePattern ?? r.Name, Type: (string?)r.MediaType))
            : found.Keys.Order(StringComparer.Ordinal).Select(name => (Id: name, File: name, Type: (string?)null));
        return [.. from w in wanted where found.ContainsKey(w.File) let file = found[w.File] select (new JobResult(w.Id, w.File) { MediaType = w.Type ?? file.MediaType }, file)];
    }

    private async ValueTask<string?> HashAsync(JobId job, string name, CancellationToken ct)
    {
        var content = await files.OpenReadAsync(job, JobFileArea.Output, name, ct).ConfigureAwait(false);
        if (content?.Stream is null)
        {
            return null;
        }

        await using (content.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content.Stream, ct).ConfigureAwait(false));
        }
    }
}
