using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>Reads the catalogue again whenever the file system tells of a change, and now and then without being told.</summary>
internal sealed class CatalogueWatch(DescriptionCatalogue catalogue, TimeProvider time, ILogger<CatalogueWatch> log) : BackgroundService
{
    // A copy of many files tells of each of them, and of each block that is written.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private readonly Signal _told = new(time);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (catalogue is not { Folder: { } folder, Options: { } options })
        {
            return;
        }

        using var watcher = Watch(folder, options.PollInterval);
        while (!stoppingToken.IsCancellationRequested)
        {
            var soon = options.RemovalGrace < options.PollInterval ? options.RemovalGrace + Settle : options.PollInterval;
            await _told.WaitAsync(catalogue.IsWaiting ? soon : options.PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Settle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await catalogue.RefreshAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.LoopFailed(log, e, "catalogue");
            }
        }
    }

    // Only a hint: file systems of other machines tell nothing, and a queue that runs over loses what it held.
    private FileSystemWatcher? Watch(string folder, TimeSpan interval)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, _) => _told.Set();
            watcher.Created += (_, _) => _told.Set();
            watcher.Deleted += (_, _) => _told.Set();
            watcher.Renamed += (_, _) => _told.Set();
            watcher.Error += (_, _) => _told.Set();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            Log.CatalogueNotWatched(log, folder, interval, e.Message);
            return null;
        }
    }
}
