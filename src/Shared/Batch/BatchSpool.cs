using Microsoft.Extensions.Logging;

namespace UwsKit.Batch;

/// <summary>
/// Reads what wrappers left in the spool folder, because they had no way to the service: every few seconds, and at once where the file system tells of
/// a new file. A file goes when its event is recorded; what cannot be recorded now stays for the next round. A file <c>JOB.0.ended</c> of a site's own script
/// only says that a job is worth a look (<paramref name="notice"/>): nothing in it is believed, nor read.
/// </summary>
internal sealed class BatchSpool(
    BatchContext context, string folder, Func<JobId, IReadOnlyDictionary<string, string>, JobEvent?> interpret, Action<JobId> notice) : IDisposable
{
    private const string Ended = "ended";
    private static readonly string[] Kinds = ["start", "progress", "end", Ended];
    private readonly SemaphoreSlim _news = new(1);
    private FileSystemWatcher? _watcher;

    public void Start()
    {
        try
        {
            // Sees what this machine writes; files of other nodes are found by looking.
            _watcher = new(folder) { NotifyFilter = NotifyFilters.FileName };
            _watcher.Renamed += (_, _) => Wake();
            _watcher.Created += (_, _) => Wake();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            context.Logger.NoWatcher(folder, e.Message);
        }

        _ = RunAsync();
    }

    public void Dispose() => _watcher?.Dispose();

    private void Wake()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (!context.Stop.IsCancellationRequested)
            {
                await _news.WaitAsync(context.Settings.SpoolInterval, context.Stop).ConfigureAwait(false);
                await ReadAllAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops: what is left waits for the next one.
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            var files = Directory.EnumerateFiles(folder).Select(Parse).OfType<SpoolFile>()
                .OrderBy(f => f.Job.Value, StringComparer.Ordinal).ThenBy(f => f.Attempt).ThenBy(f => Array.IndexOf(Kinds, f.Kind));
            foreach (var file in files.ToList())
            {
                await TakeAsync(file).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Logger.SpoolFailed(folder, e.Message);
        }
    }

    private async Task TakeAsync(SpoolFile file)
    {
        try
        {
            if (file.Kind == Ended)
            {
                notice(file.Job);
                File.Delete(file.Path);
                return;
            }

            if (UnixFiles.TryRead(file.Path) is not { } text)
            {
                return;
            }

            var fields = text.Split('\n').Select(l => l.Split('=', 2)).Where(p => p.Length == 2)
                .GroupBy(p => p[0], StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Last()[1], StringComparer.OrdinalIgnoreCase);
            if (interpret(file.Job, fields) is { } e && e.Attempt == file.Attempt)
            {
                await context.Sink.PostAsync(e, context.Stop).ConfigureAwait(false);
            }

            File.Delete(file.Path);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            context.Logger.SpoolFileStays(file.Job, file.Kind, e.Message);
        }
    }

    private static SpoolFile? Parse(string path)
        => Path.GetFileName(path).Split('.') is [var job, var attempt, var kind] && JobId.TryParse(job, out var id)
            && int.TryParse(attempt, System.Globalization.CultureInfo.InvariantCulture, out var number) && Kinds.Contains(kind)
            ? new(path, id, number, kind) : null;

    private sealed record SpoolFile(string Path, JobId Job, int Attempt, string Kind);
}
