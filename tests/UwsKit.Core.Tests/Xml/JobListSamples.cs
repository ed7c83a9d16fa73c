namespace UwsKit.Xml;

/// <summary>Job lists that end, fail, or are long.</summary>
internal static class JobListSamples
{
    public static async IAsyncEnumerable<JobSummary> Many(int count, Action<int>? pulled = null)
    {
        await Task.CompletedTask;
        var one = XmlSamples.Pending.Summarize();
        for (var i = 0; i < count; i++)
        {
            pulled?.Invoke(i);
            yield return one;
        }
    }

    public static async IAsyncEnumerable<JobSummary> Failing(int after)
    {
        await foreach (var job in Many(after))
        {
            yield return job;
        }

        throw new UwsException(UwsErrorKind.Unavailable, "the storage is away");
    }
}

/// <summary>Keeps nothing, counts all.</summary>
internal sealed class CountingStream : MemoryStream
{
    public long Bytes { get; private set; }
    public override void Write(ReadOnlySpan<byte> buffer) => Bytes += buffer.Length;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }
}
