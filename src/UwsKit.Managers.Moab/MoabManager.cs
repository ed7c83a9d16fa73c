namespace UwsKit.Managers.Moab;

/// <summary>
/// Runs jobs on a cluster whose scheduler is Moab. The jobs tell how they stand, by callback or by a spool folder; Moab itself is asked rarely and for
/// all jobs at once. Root and file storage lie on a file system that the server and all nodes share. At most one run of a job's work, whatever becomes
/// of a submission. Thread-safe. Made by <c>AddMoab</c>.
/// </summary>
public sealed class MoabManager : IManager, IHoldingManager, IDurationManager, IDisposable
{
    private readonly BatchEngine _engine;
    private readonly CommandRunner _commands;

    internal MoabManager(MoabOptions options, BatchParts parts)
    {
        Dictionary<string, string> environment = [];
        if (options.MoabHome is { } home)
        {
            environment["MOABHOMEDIR"] = home;
        }

        _commands = CommandRunner.Of(options, environment);
        _engine = new(BatchSettings.Of(options), new MoabDialect(options, _commands, parts.Logger), parts);
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
