using Microsoft.Extensions.Logging;

namespace UwsKit.Batch;

/// <summary>What the parts of one batch manager share.</summary>
/// <param name="Name">The manager's name in the configuration.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Dialect">The batch system's words.</param>
/// <param name="Directories">Where inputs, outputs and logs lie: on a file system that the nodes share.</param>
/// <param name="Sink">Takes the events.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
/// <param name="Stop">The server shuts down: watching ends, the work goes on.</param>
internal sealed record BatchContext(
    string Name, BatchSettings Settings, IBatchDialect Dialect, IJobDirectories Directories, IJobEventSink Sink, TimeProvider Time, ILogger Logger, CancellationToken Stop)
{
    public string Logs(JobId job) => Directories.GetDirectory(job, JobFileArea.Log);

    public BatchFolder Folder(JobId job) => new(Settings.Root, job);

    /// <summary>Stops all attempts of a job at the batch system.</summary>
    public Task CancelAsync(BatchFolder folder, CancellationToken ct) => Dialect.CancelAsync(
        Dialect.JobName(folder.Id), [.. folder.Attempts().Select(a => folder.ReadAccepted(a)?.BackendId).OfType<string>()], ct);
}
