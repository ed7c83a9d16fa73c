using System.Text;

namespace UwsKit;

/// <summary>The end of a job's standard output or error, for its page.</summary>
/// <param name="Text">Whole lines.</param>
/// <param name="IsCut">Whether there is more before it.</param>
internal sealed record LogTail(string Text, bool IsCut)
{
    private const int Most = 8 * 1024;
    private const long MostPassed = 16 * 1024 * 1024;

    /// <summary>Reads the end of a log; null when there is none, or nothing in it.</summary>
    public static async Task<LogTail?> ReadAsync(UwsCall call, Job job, string name)
    {
        if (job.Phase is ExecutionPhase.Pending or ExecutionPhase.Archived
            || await call.Host.Files.OpenReadAsync(job.Id, JobFileArea.Log, name, call.Aborted).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        await using (content.ConfigureAwait(false))
        {
            return content.Stream is { } stream ? await ReadAsync(stream, content.File.Size, call.Aborted).ConfigureAwait(false) : null;
        }
    }

    private static async Task<LogTail?> ReadAsync(Stream stream, long size, CancellationToken ct)
    {
        var cut = false;
        if (stream.CanSeek && stream.Length > Most)
        {
            stream.Seek(-Most, SeekOrigin.End);
            cut = true;
        }
        else if (!stream.CanSeek && size > MostPassed)
        {
            return new("", true);
        }

        // The file may grow while it is read; from a stream that cannot be wound the last bytes are kept.
        var (tail, read) = (new byte[2 * Most], 0);
        for (int count; (count = await stream.ReadAsync(tail.AsMemory(read), ct).ConfigureAwait(false)) > 0;)
        {
            read += count;
            if (read > Most)
            {
                cut = true;
                tail.AsSpan(read - Most, Most).CopyTo(tail);
                read = Most;
            }
        }

        var text = Encoding.UTF8.GetString(tail, 0, read);
        var line = cut ? text.IndexOf('\n', StringComparison.Ordinal) : -1;
        return read == 0 ? null : new(text[(line + 1)..], cut);
    }
}
