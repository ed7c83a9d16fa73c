using System.Security.Cryptography;

namespace UwsKit;

/// <summary>
/// The files of one request: streamed into the job's input area under fresh keys, never under names that the client chose, so that an upload
/// replaces nothing. Whoever refuses the request discards them. For one request only.
/// </summary>
internal sealed class Uploads(IFileStorage files, JobId job)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly List<string> _keys = [];

    /// <summary>Stores one file.</summary>
    public async Task<JobFile> StoreAsync(string parameter, string? mediaType, string? originalName, Stream content, CancellationToken ct)
    {
        var key = MakeKey(parameter);
        _keys.Add(key);
        var file = await files.WriteAsync(job, JobFileArea.Input, key, mediaType, content, ct).ConfigureAwait(false);
        return file with { OriginalName = ShownName.Of(originalName) };
    }

    /// <summary>Deletes one file that is no value after all.</summary>
    public async Task DropAsync(JobFile file)
    {
        _keys.Remove(file.Name);
        await files.DeleteFileAsync(job, JobFileArea.Input, file.Name, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Reads and judges the request; whatever goes wrong, nothing was changed yet, so its files are nobody's.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch
        {
            await DiscardAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Hands the files over to a record. Only a refusal says for certain that no record has them; after any other failure they stay, and go with the
    /// job or with the sweep of orphans.
    /// </summary>
    public async Task<Job> CommitAsync(Func<Task<Job>> change)
    {
        try
        {
            return await change().ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind != UwsErrorKind.Unavailable)
        {
            await DiscardAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Deletes what this request stored: it has been refused. Goes on although the client went away.</summary>
    public async Task DiscardAsync()
    {
        foreach (var key in _keys)
        {
            await files.DeleteFileAsync(job, JobFileArea.Input, key, CancellationToken.None).ConfigureAwait(false);
        }

        _keys.Clear();
    }

    private static string MakeKey(string parameter)
    {
        var safe = new string([.. parameter.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]);
        return $"{safe}-{RandomNumberGenerator.GetString(Alphabet, 12)}";
    }
}
