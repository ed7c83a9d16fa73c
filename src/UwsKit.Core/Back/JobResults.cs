using System.Buffers;
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
            var (size, digest) = file.Sha256 is { } known ? (file.Size, known) : await ReadAsync(job.Id, file, ct).ConfigureAwait(false);
            results.Add(result with { Size = size, Sha256 = digest });
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

    /// <summary>Both of the same bytes: what a list says of a file's size may be older than what is read (attribute caches of NFS).</summary>
    private async ValueTask<(long Size, string? Digest)> ReadAsync(JobId job, JobFile file, CancellationToken ct)
    {
        var content = await files.OpenReadAsync(job, JobFileArea.Output, file.Name, ct).ConfigureAwait(false);
        if (content?.Stream is null)
        {
            return (file.Size, null);
        }

        await using (content.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
            try
            {
                long size = 0;
                for (int read; (read = await content.Stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0; size += read)
                {
                    hash.AppendData(buffer, 0, read);
                }

                return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
