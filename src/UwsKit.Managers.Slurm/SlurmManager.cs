using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Slurm;

/// <summary>
/// Runs jobs on a SLURM cluster. The jobs tell how they stand, by callback or by a spool folder; SLURM itself is asked rarely and for all jobs at once.
/// Root and file storage lie on a file system that the server and all nodes share. At most one run of a job's work, whatever becomes of a submission.
/// Thread-safe. Made by <c>AddSlurm</c>.
/// </summary>
public sealed class SlurmManager : IManager, IHoldingManager, IDurationManager, IDisposable
{
    private readonly BatchEngine _engine;
    private readonly CommandRunner _commands;

    internal SlurmManager(string name, SlurmOptions options, IJobDirectories directories, IJobEventSink sink, TimeProvider time, ILogger logger)
    {
        var root = Path.GetFullPath(options.Root);
        var environment = new Dictionary<string, string> { ["PATH"] = options.CommandPath, ["LANG"] = "C.UTF-8", ["TZ"] = "UTC0", ["SLURM_TIME_FORMAT"] = "%s" };
        if (options.SlurmConf is { } conf)
        {
            environment["SLURM_CONF"] = conf;
        }

        var settings = new BatchSettings
        {
            Root = root, WorkPath = options.Path, Environment = options.Environment, Grace = options.Grace, SpoolInterval = options.SpoolInterval,
            ImpossibleAfter = options.ImpossibleAfter, Callbacks = options.Callbacks, KeepWork = options.KeepWork,
        };
        UnixFiles.MakeFolder(root);
        var transport = options.Host is { } host
            ? new SshTransport(host, options.Port, options.User, options.KeyFile!, options.KnownHosts!, Path.Combine(Path.GetTempPath(), $"uws-{System.Environment.ProcessId}-%C")) : null;
        _commands = new(environment, options.CommandTimeout, transport);
        _engine = new(name, settings, new SlurmDialect(options, _commands, logger), directories, sink, time, logger);
    }

    /// <inheritdoc/>
    public ManagerScope Scope => ManagerScope.Shared;

    /// <inheritdoc/>
    public async ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct) => await _engine.SubmitAsync(submission, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask CancelAsync(PlacedJob job, CancellationToken ct) => await _engine.CancelAsync(job, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct) => await _engine.ProbeAsync(jobs, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(PlacedJob job, CancellationToken ct) => await _engine.ForgetAsync(job, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobEvent? Interpret(JobId job, IReadOnlyDictionary<string, string> message) => _engine.Interpret(job, message);

    /// <inheritdoc/>
    public async ValueTask SetDurationAsync(PlacedJob job, TimeSpan? duration, CancellationToken ct) => await _engine.SetDurationAsync(job, duration, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(PlacedJob job, CancellationToken ct) => await _engine.ReleaseAsync(job, ct).ConfigureAwait(false);

    /// <summary>Stops watching; the jobs go on and are taken up by the next server process.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        _commands.Dispose();
    }
}
