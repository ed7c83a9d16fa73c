using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using UwsKit;

[assembly: UwsPlugin(PluginKind.Storage, typeof(PluginStorage.Plugin))]

namespace PluginStorage;

public sealed class Plugin : IUwsPlugin
{
    public void Configure(PluginContext context) => context.Services.AddSingleton<IStorage, DictionaryStorage>();
}

// Jobs live as long as the host. A real storage keeps the same promises on disk: what has returned is durable.
public sealed class DictionaryStorage : IStorage
{
    private readonly ConcurrentDictionary<JobId, Job> _jobs = new();

    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => new(_jobs.TryAdd(job.Id, job));

    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => new(_jobs.GetValueOrDefault(id));

    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
        => new(_jobs.TryGetValue(job.Id, out var stored) && stored.Version == job.Version
            && _jobs.TryUpdate(job.Id, job with { Version = job.Version + 1 }, stored));

    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => new(_jobs.TryRemove(id, out _));

    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => new(query.Select(_jobs.Values));
}
