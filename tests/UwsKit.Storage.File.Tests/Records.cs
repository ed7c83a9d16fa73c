using Microsoft.Extensions.Logging;
using UwsKit.Storage.File;
using UwsKit.Testing;

namespace UwsKit.Tests.Files;

/// <summary>A folder of its own for job records.</summary>
internal sealed class Records : IAsyncDisposable
{
    public static readonly JobQuery Everything = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue };

    private readonly List<FileStorage> _open = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("uwskit-records-").FullName;

    public string Root => Path.Combine(Folder, "root");

    public LogLines Log { get; } = new();

    public static Job Job() => new()
    {
        Id = JobId.New(TimeProvider.System), JobList = "skymap", CreationTime = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Version = 1,
        Parameters = [new("ra", "83.63"), new("text", new string('x', 500))],
    };

    public string PathOf(Job job) => Path.Combine(Root, job.Id.Value[^2..], job.Id.Value + ".json");

    public FileStorage Storage()
    {
        var storage = new FileStorage(new() { Root = Root }, null, new Logger<FileStorage>(new LoggerFactory([Log])));
        _open.Add(storage);
        return storage;
    }

    public async Task<FileStorage> OpenAsync()
    {
        var storage = Storage();
        await storage.InitializeAsync(default);
        return storage;
    }

    /// <summary>Writes some jobs and closes the storage again.</summary>
    public async Task<IReadOnlyList<Job>> SeedAsync(int count)
    {
        await using var storage = await OpenAsync();
        var jobs = Enumerable.Range(0, count).Select(_ => Job()).ToList();
        await Task.WhenAll(jobs.Select(j => storage.TryCreateAsync(j, default).AsTask()));
        return jobs;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await storage.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
