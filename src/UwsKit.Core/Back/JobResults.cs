using System.Security.Cryptography;

namespace UwsKit;

/// <summary>Turns the files that a job left in its output area into its results, by the description. Thread-safe.</summary>
internal sealed class JobResults(IFileStorage files, JobDescriptions descriptions)
{
    /// <summary>The id that clients take for the main result, whatever it is called.</summary>
    public const string MainAlias = "result";

    /// <summary>The result of an id; <see cref="MainAlias"/> also finds the main result, or the only one of a description without results.</summary>
    public static JobResult? Find(Job job, string id)
        => job.Results.FirstOrDefault(r => r.Id == id)
            ?? (id != MainAlias ? null : job.Results is [{ Described: null } only] ? only : job.Results.FirstOrDefault(r => r.Main));

    /// <summary>One line when a result is missing without which the job has failed; null otherwise.</summary>
    public async ValueTask<string?> MissingAsync(Job job, IReadOnlyList<JobResult> found, CancellationToken ct)
    {
        var described = (await descriptions.FindAsync(job, ct).ConfigureAwait(false))?.Results ?? [];
        var missing = described.Where(r => r.Required && found.All(f => f.Described != r.Name)).Select(r => $"'{r.Name}' (file {r.FilePattern ?? r.Name})").ToList();
        return missing.Count == 0 ? null : $"the work ended well, but left no result {string.Join(", ", missing)}";
    }

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
        var description = await descriptions.FindAsync(job, ct).ConfigureAwait(false);
        var matched = ResultMatching.Match(description?.Results ?? [], await files.ListAsync(job.Id, JobFileArea.Output, ct).ConfigureAwait(false));
        var asked = description?.Parameters.Any(p => ResponseFormats.Is(p.Name)) == true ? job.Parameters.LastOrDefault(p => ResponseFormats.Is(p.Name))?.Value : null;

        // The work was told the format, so it decides the type of what the work wrote (DALI 1.1 §3.4.3).
        return asked is null ? matched : matched.ConvertAll(m => m.Result.Main && ResponseFormats.Decide(asked, m.Result.MediaType) is { } type ? (m.Result with { MediaType = type }, m.File) : m);
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
