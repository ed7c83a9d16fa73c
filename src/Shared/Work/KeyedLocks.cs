namespace UwsKit.Work;

/// <summary>One caller at a time for each job; jobs that share a lock by chance merely wait for each other.</summary>
internal sealed class KeyedLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<Holder> EnterAsync(JobId job, CancellationToken ct)
    {
        var one = _locks[(uint)job.GetHashCode() % (uint)_locks.Length];
        await one.WaitAsync(ct).ConfigureAwait(false);
        return new(one);
    }

    public readonly struct Holder(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
