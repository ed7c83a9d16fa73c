namespace UwsKit;

/// <summary>A storage that is away when the test says so: before a call has had its effect, or after it (the answer was lost).</summary>
internal sealed class FlakyStorage(IStorage inner) : IStorage
{
    /// <summary>Judges a call by name and, for writes, by the record.</summary>
    public Func<string, Job?, Fault>? When { get; set; }

    /// <summary>What a call waits for before it has any effect.</summary>
    public Func<string, Job?, Task>? Until { get; set; }

    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => CallAsync("create", job, () => inner.TryCreateAsync(job, ct));

    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => CallAsync("get", null, () => inner.GetAsync(id, ct));

    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => CallAsync("update", job, () => inner.TryUpdateAsync(job, ct));

    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => CallAsync("delete", null, () => inner.DeleteAsync(id, ct));

    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => CallAsync("list", null, () => inner.ListAsync(query, ct));

    private async ValueTask<T> CallAsync<T>(string call, Job? job, Func<ValueTask<T>> work)
    {
        await (Until?.Invoke(call, job) ?? Task.CompletedTask);
        var fault = When?.Invoke(call, job) ?? Fault.None;
        if (fault is Fault.Before)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "the storage is away");
        }

        var answer = await work();
        return fault is Fault.After ? throw new UwsException(UwsErrorKind.Unavailable, "the answer was lost") : answer;
    }
}

internal enum Fault
{
    None,
    Before,
    After,
}
