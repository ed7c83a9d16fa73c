namespace UwsKit.Copying;

/// <summary>Gives a few bytes at each read, so that lines are cut anywhere.</summary>
internal sealed class OneByOne(byte[] bytes) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => base.ReadAsync(buffer[..Math.Min(buffer.Length, 777)], cancellationToken);
}

/// <summary>Does something before each line.</summary>
internal sealed class BusyStream(Stream inner, Func<int, Task> beforeLine) : MemoryStream
{
    private int _lines;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await beforeLine(_lines++);
        await inner.WriteAsync(buffer, cancellationToken);
    }
}

/// <summary>A storage that is away after so many creations.</summary>
internal sealed class AwayAfter(IStorage inner, int creations) : IStorage
{
    private int _left = creations;

    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
        => Interlocked.Decrement(ref _left) >= 0 ? inner.TryCreateAsync(job, CancellationToken.None) : throw new UwsException(UwsErrorKind.Unavailable, "away");

    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => inner.GetAsync(id, ct);

    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => inner.TryUpdateAsync(job, ct);

    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => inner.DeleteAsync(id, ct);

    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => inner.ListAsync(query, ct);
}
