using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local;

/// <summary>What the parts of one manager share.</summary>
/// <param name="Name">The manager's name in the configuration.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Directories">Where inputs, outputs and logs lie.</param>
/// <param name="Sink">Takes the events.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">The log.</param>
/// <param name="Limits">What one job may use, before its description lowers it.</param>
/// <param name="Cgroups">Control groups for the jobs; null = none.</param>
/// <param name="Processes">Finds and signals processes of jobs.</param>
/// <param name="Stop">The server shuts down: watching ends, the work goes on.</param>
internal sealed record LocalContext(
    string Name, LocalManagerOptions Options, IJobDirectories Directories, IJobEventSink Sink, TimeProvider Time, ILogger Logger,
    JobLimits Limits, Cgroups? Cgroups, ProcessTree Processes, CancellationToken Stop)
{
    /// <summary>Where the files of jobs of another account are; null = jobs run as the server's account.</summary>
    public Stage? Stage { get; init; }

    /// <summary>Closes the work in; null = it is not.</summary>
    public Sandbox? Sandbox { get; init; }

    public JobPlaces Places(JobFolder folder) => Stage?.Places(folder.Id)
        ?? JobPlaces.Of(folder, Directories.GetDirectory(folder.Id, JobFileArea.Input), Directories.GetDirectory(folder.Id, JobFileArea.Output));

    public JobProgress? Progress(JobFolder folder) => ProgressFile.Read(Stage?.Progress(folder.Id) ?? folder.File("progress"));

    public string Logs(JobId job) => Directories.GetDirectory(job, JobFileArea.Log);
}
