using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local;

/// <summary>
/// Runs jobs as child processes of this machine. The truth is in each job's control folder (<see cref="JobFolder"/>); this class keeps only
/// who is being watched. <para>At most once: an attempt runs only if its supervisor makes <c>started.N</c> first. Probe, cancel and a later submission
/// make that file themselves for what has not begun. A later attempt is the same run while an earlier one runs or when that finished; only after a
/// failure that is over does the work run again.</para> Thread-safe. Made by <c>AddLocalManager</c>.
/// </summary>
public sealed class LocalManager : IManager, ISlotManager, IDurationManager, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalContext _context;
    private readonly string _root;
    private readonly Supervisor _supervisor;
    private readonly Guard _guard;
    private readonly KeyedLocks _locks = new();
    private readonly WatchList _watched;

    internal LocalManager(string name, LocalManagerOptions options, IJobDirectories directories, IJobEventSink sink, TimeProvider time, ILogger logger)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UwsConfigurationException("The local manager runs on Linux only: it needs /proc, setsid and POSIX signals.");
        }

        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        UnixFiles.MakeFolder(_root);
        _supervisor = new(name, _root, options, time);
        _guard = _supervisor.MakeGuard(name);
        var cgroups = options.Cgroup is { Length: > 0 } folder ? new Cgroups(folder, time) : null;
        _context = new(name, options, directories, sink, time, logger, JobLimits.Of(options.Limits, []), cgroups,
            new(_supervisor.Account is { SeesAll: false } asked ? asked : null), _stop.Token);
        if (_supervisor.Account is { } account)
        {
            var stage = new Stage(_context, account, _root, $"{name}:User");
            _supervisor.InstallAt(stage.Programs, options);
            _context = _context with { Stage = stage };
            logger.RunsAs(name, account.Name, stage.Root);
        }

        _context = _context with { Sandbox = _supervisor.MakeSandbox($"{name}:Sandbox", options.Sandbox) };
        logger.LimitsInForce(
            name, _context.Limits.ToString(), cgroups is null ? "for each process by its resource limits (no control group is configured)" : $"for each job by control groups in {options.Cgroup}");
        _watched = new(_context, _root);
    }

    /// <inheritdoc/>
    public ManagerScope Scope => ManagerScope.Node;

    /// <inheritdoc/>
    public int FreeSlots => _watched.FreeSlots;

    /// <inheritdoc/>
    public async ValueTask<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct)
    {
        using var held = await _locks.EnterAsync(submission.Job.Id, ct).ConfigureAwait(false);
        var folder = new JobFolder(_root, submission.Job.Id);
        if (_watched.Find(folder.Id) is { } same && same.Attempt == submission.Attempt)
        {
            return new SubmitOutcome.Accepted(same.BackendId);
        }

        if (await DecidedAsync(folder, submission.Attempt).ConfigureAwait(false) is { } outcome)
        {
            return outcome;
        }

        if (_watched.Find(folder.Id) is not null)
        {
            return new SubmitOutcome.Busy("an attempt that was given up is just ending", TimeSpan.FromSeconds(1));
        }

        if (!_watched.TryReserve())
        {
            return new SubmitOutcome.Busy($"all {_context.Options.MaxParallel} slots are taken");
        }

        var started = false;
        try
        {
            var (command, environment, limits) = await Preparation.PrepareAsync(_context, folder, submission, _supervisor, ct).ConfigureAwait(false);
            var group = _context.Cgroups is { } groups ? await groups.MakeAsync(folder.Id, limits, ct).ConfigureAwait(false) : null;
            _guard.Ensure();
            var mark = ProcessMark.Take();
            var run = _supervisor.Start(folder, submission.Attempt, _context.Logs(folder.Id), command, environment, limits.ToUlimits(_context.Cgroups is not null), group);
            started = true;
            _context.Logger.SupervisorStarted(folder.Id, submission.Attempt, run.Id);
            return new SubmitOutcome.Accepted(_watched.Add(new(_context, folder, submission.Attempt, run, mark), reserved: true).BackendId);
        }
        catch (RefusedException e)
        {
            return new SubmitOutcome.Refused(e.Message);
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            // No process was started: a full disk or process table passes.
            return new SubmitOutcome.Busy(e.Message);
        }
        finally
        {
            if (!started)
            {
                _watched.Release();
                Undo(folder, submission.Attempt);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync(PlacedJob job, CancellationToken ct)
    {
        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        var folder = new JobFolder(_root, job.Id);
        if (IsOver(folder, job.Attempt))
        {
            return;
        }

        folder.Make();
        // A submission of this attempt that is still on its way must not run after the cancel.
        foreach (var attempt in folder.Attempts().Append(job.Attempt).Distinct())
        {
            if (!folder.TryVoid(attempt) && folder.FindRun(attempt) is var (run, record) && folder.ReadExit(run) is null)
            {
                folder.WantCancel();
                if (TakeUp(folder, attempt, run, record) is null && _watched.Find(job.Id) is null)
                {
                    _context.Processes.Kill(job.Id);
                }
            }
        }

        _watched.Find(job.Id)?.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        var strays = new Lazy<ILookup<JobId, int>>(_context.Processes.Find);
        var events = new List<JobEvent>(jobs.Count);
        foreach (var job in jobs)
        {
            ct.ThrowIfCancellationRequested();
            if (_watched.Find(job.Id) is { } watched && watched.Attempt == job.Attempt)
            {
                events.Add(watched.State());
                continue;
            }

            using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
            events.Add(await InspectAsync(new(_root, job.Id), job.Attempt, strays).ConfigureAwait(false));
        }

        return events;
    }

    /// <inheritdoc/>
    public async ValueTask ForgetAsync(PlacedJob job, CancellationToken ct)
    {
        var folder = new JobFolder(_root, job.Id);
        // Mostly the core has just cancelled, and what is over needs no more of that.
        if (!IsOver(folder, job.Attempt) && folder.Exists)
        {
            await CancelAsync(job, ct).ConfigureAwait(false);
        }

        if (_watched.Find(job.Id) is { } watched)
        {
            var dead = Task.Delay(_context.Options.Grace + TimeSpan.FromSeconds(15), _context.Time, ct);
            if (await Task.WhenAny(watched.Ended, dead).ConfigureAwait(false) == dead)
            {
                ct.ThrowIfCancellationRequested();
                // Not Unavailable: that would stop submissions to the whole manager.
                throw new IOException($"The work of job {job.Id} is still being killed.");
            }
        }

        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        if (_context.Cgroups is { } groups)
        {
            await groups.RemoveAsync(job.Id, ct).ConfigureAwait(false);
        }

        if (!_context.Options.KeepWork)
        {
            try
            {
                _context.Stage?.Remove(job.Id);
            }
            catch (IOException e)
            {
                throw new IOException($"The files of job {job.Id} cannot be removed now.", e);
            }

            UnixFiles.DeleteFolder(folder.Path);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetDurationAsync(PlacedJob job, TimeSpan? duration, CancellationToken ct)
    {
        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        var folder = new JobFolder(_root, job.Id);
        if (folder.FindRun(job.Attempt) is not var (run, record))
        {
            // Its supervisor, perhaps of an earlier server process, has not begun: should it, this is what counts.
            if (folder.Attempts().Contains(job.Attempt) && folder.ReadStart(job.Attempt) is null)
            {
                folder.WriteLimit(duration);
                _watched.Find(job.Id)?.Nudge();
            }

            return;
        }

        if (folder.ReadExit(run) is null)
        {
            folder.WriteLimit(duration);
            GuardAgain();
            TakeUp(folder, job.Attempt, run, record)?.Nudge();
        }
    }

    /// <summary>Stops watching; the work goes on and is taken up by the next server process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _supervisor.Dispose();
        _guard.Dispose();
    }

    /// <summary>Removes what an attempt left that was prepared but not started; folders of earlier ones stay.</summary>
    private void Undo(JobFolder folder, int attempt)
    {
        try
        {
            folder.UnmarkSubmitted(attempt);
            if (folder.Attempts().Count == 0)
            {
                _context.Stage?.Remove(folder.Id);
                UnixFiles.DeleteFolder(folder.Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Harmless: the next attempt uses it, and forgetting the job removes it.
        }
    }

    // Before an attempt began those before it were settled, so none of them is left.
    private bool IsOver(JobFolder folder, int attempt) => _watched.Find(folder.Id) is null && folder.ReadExit(attempt) is not null;

    /// <summary>The outcome of a submission that must not start anything; null = nothing stands against a start.</summary>
    private async ValueTask<SubmitOutcome?> DecidedAsync(JobFolder folder, int attempt)
    {
        if (folder.ReadStart(attempt) is not null)
        {
            return folder.FindRun(attempt) is { } known ? await CountAsync(folder, attempt, known).ConfigureAwait(false) : GivenUp();
        }

        foreach (var other in folder.Attempts().Where(a => a != attempt))
        {
            if (other > attempt)
            {
                folder.TryVoid(attempt);
                return GivenUp();
            }

            if (!folder.TryVoid(other) && folder.FindRun(other) is { } run && !IsFailed(folder, run))
            {
                if (folder.ReadExit(run.Attempt) is null && folder.CancelWanted)
                {
                    return new SubmitOutcome.Busy("an earlier attempt is still being stopped", TimeSpan.FromSeconds(1));
                }

                folder.TryAdopt(attempt, run.Attempt);
                _context.Logger.Adopted(folder.Id, attempt, run.Attempt);
                return await CountAsync(folder, attempt, run).ConfigureAwait(false);
            }
        }

        return null;

        SubmitOutcome.Uncertain GivenUp() => new($"attempt {attempt} was given up before it began");
    }

    /// <summary>Whether an attempt is over, all its processes gone, without success.</summary>
    private bool IsFailed(JobFolder folder, (int Attempt, StartRecord Record) run)
    {
        if (folder.ReadExit(run.Attempt) is { } exit)
        {
            return exit is not { Status: 0, Reason: StopReason.None };
        }

        if (TakeUp(folder, run.Attempt, run.Attempt, run.Record) is not null || run.Record is StartRecord.Beginning)
        {
            return false;
        }

        _context.Processes.Kill(folder.Id);
        return folder.ReadExit(run.Attempt) is not { Status: 0, Reason: StopReason.None };
    }

    /// <summary>An attempt has begun already: it is watched, or its end is told again.</summary>
    private async ValueTask<SubmitOutcome.Accepted> CountAsync(JobFolder folder, int attempt, (int Attempt, StartRecord Record) run)
    {
        if (TakeUp(folder, attempt, run.Attempt, run.Record) is { } watched)
        {
            watched.CountFor(attempt);
            return new(watched.BackendId);
        }

        new EventMailbox(_context.Sink, _context.Time, _context.Logger, _context.Stop)
            .Post(await InspectAsync(folder, attempt, new(_context.Processes.Find)).ConfigureAwait(false));
        return new((run.Record as StartRecord.Begun)?.Supervisor.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Watches a supervisor that lives, if it is not watched yet; null = it does not live.</summary>
    private WatchedJob? TakeUp(JobFolder folder, int attempt, int run, StartRecord record)
    {
        if (_watched.Find(folder.Id) is { } known)
        {
            return known.Run == run ? known : null;
        }

        // A supervisor that has ended this job may live on with another.
        if (record is not StartRecord.Begun begun || !begun.Supervisor.IsAlive() || folder.ReadExit(run) is not null)
        {
            return null;
        }

        GuardAgain();
        _context.Logger.TakenUp(folder.Id, attempt, begun.Supervisor.Pid);
        return _watched.Add(new(_context, folder, attempt, run, begun), reserved: false);
    }

    // The guard of the server that started the job may be gone as well, or have looked before there was a limit.
    private void GuardAgain()
    {
        try
        {
            _guard.Ensure();
        }
        catch (Win32Exception)
        {
            // No room for a process: this server looks after the job, and the next submission tries again.
        }
    }

    /// <summary>How an attempt stands by its records. One that has not begun is seen to never begin.</summary>
    private async ValueTask<JobEvent> InspectAsync(JobFolder folder, int attempt, Lazy<ILookup<JobId, int>> strays)
    {
        if (folder.ReadStart(attempt) is null)
        {
            folder.Make();
            if (folder.TryVoid(attempt))
            {
                return new(folder.Id, BackendState.Lost, attempt) { Message = "never began here" };
            }
        }

        if (folder.FindRun(attempt) is not var (run, record))
        {
            return new(folder.Id, BackendState.Lost, attempt) { Message = "never began here" };
        }

        if (folder.ReadExit(run) is null)
        {
            if (TakeUp(folder, attempt, run, record) is { } watched)
            {
                return watched.State() with { Attempt = attempt };
            }

            if (record is StartRecord.Beginning beginning && !beginning.IsStale(_context.Time))
            {
                return new(folder.Id, BackendState.Unknown, attempt);
            }
        }

        // The supervisor is gone (it may have ended just now, so the record is read after this): what it left behind goes first.
        if (_watched.Find(folder.Id) is null)
        {
            _context.Processes.Kill(folder.Id, strays.Value);
            if (_context.Cgroups is { } groups)
            {
                await groups.EndAsync(folder, run, _context.Stop).ConfigureAwait(false);
            }

            if (_context.Stage is { } stage && !await stage.TryCollectAsync(folder, run).ConfigureAwait(false))
            {
                return new(folder.Id, BackendState.Unknown, attempt);
            }
        }

        return EndReport.Of(folder, attempt, run, _context);
    }
}
