namespace UwsKit.Batch;

/// <summary>
/// A manager over a batch system, but for its words (<see cref="IBatchDialect"/>). The truth is in each job's control folder on the shared file
/// system. <para>At most once: an attempt runs only if its wrapper makes <c>started.N</c> first. Probe, cancel and a later submission make that file
/// themselves for what has not begun.</para> Thread-safe.
/// </summary>
internal sealed class BatchEngine : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KeyedLocks _locks = new();
    private readonly BatchContext _context;
    private readonly BatchSubmission _submission;
    private readonly BatchProbe _probe;
    private readonly BatchFollowUp _followUp;
    private readonly BatchSpool _spool;

    public BatchEngine(BatchSettings settings, IBatchDialect dialect, BatchParts parts)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UwsConfigurationException($"The {dialect.Name} manager runs on Linux only.");
        }

        UnixFiles.MakeFolder(settings.Root);
        _context = new(parts.Name, settings, dialect, parts.Directories, parts.Sink, parts.Time, parts.Logger, _stop.Token);
        var programs = new BatchPrograms(settings.Root);
        _submission = new(_context, programs, _locks);
        _probe = new(_context, _locks);
        _followUp = new(_context, _probe);
        _spool = new(_context, programs.Spool, Interpret, Notice);
        _spool.Start();
    }

    public Task<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct) => _submission.SubmitAsync(submission, ct);

    public async Task<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        var events = await _probe.ProbeAsync(jobs, ct).ConfigureAwait(false);
        foreach (var e in events.Where(e => e.State is BackendState.Running))
        {
            _followUp.Expect(e.Job, e.Attempt);
        }

        return events;
    }

    public async Task CancelAsync(PlacedJob job, CancellationToken ct)
    {
        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        var folder = _context.Folder(job.Id);
        folder.Make();
        // A submission of this attempt that is still on its way must not run after the cancel.
        var alive = false;
        foreach (var attempt in folder.Attempts().Append(job.Attempt).Distinct())
        {
            alive |= folder.TryVoid(attempt) ? folder.IsSubmitted(attempt) : folder.FindRun(attempt) is var (run, _) && folder.ReadExit(run) is null;
        }

        if (alive)
        {
            folder.WantCancel();
            await _context.CancelAsync(folder, ct).ConfigureAwait(false);
        }
    }

    public async Task ForgetAsync(PlacedJob job, CancellationToken ct)
    {
        var folder = _context.Folder(job.Id);
        if (folder.Exists)
        {
            await CancelAsync(job, ct).ConfigureAwait(false);
        }

        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        if (!_context.Settings.KeepWork)
        {
            UnixFiles.DeleteFolder(folder.Path);
        }
    }

    public async Task SetDurationAsync(PlacedJob job, TimeSpan? duration, CancellationToken ct)
    {
        using var held = await _locks.EnterAsync(job.Id, ct).ConfigureAwait(false);
        var folder = _context.Folder(job.Id);
        if (!folder.Exists || (folder.FindRun(job.Attempt) is var (run, _) && folder.ReadExit(run) is not null))
        {
            return;
        }

        folder.WriteLimit(duration);
        _followUp.Expect(job.Id, job.Attempt);
        if ((folder.ReadAccepted(job.Attempt)?.BackendId ?? job.BackendId) is { } id)
        {
            try
            {
                await _context.Dialect.SetDurationAsync(_context.Dialect.JobName(job.Id), id, duration, ct).ConfigureAwait(false);
            }
            catch (UwsException e) when (e.Kind is not UwsErrorKind.Unavailable)
            {
                // The wrapper keeps the new one all the same, unless it is longer than what the site allows.
                _context.Logger.DurationRefused(job.Id, e.Message);
            }
        }
    }

    public Task ReleaseAsync(PlacedJob job, CancellationToken ct)
        => (_context.Folder(job.Id).ReadAccepted(job.Attempt)?.BackendId ?? job.BackendId) is { } id
            ? _context.Dialect.ReleaseAsync(_context.Dialect.JobName(job.Id), id, ct) : Task.CompletedTask;

    /// <summary>A wrapper's message is a hint to look at the record, which says more; where that is not to be seen yet, the message alone counts.</summary>
    public JobEvent? Interpret(JobId job, IReadOnlyDictionary<string, string> message)
    {
        if (JobEvent.FromFields(job, message) is not { } e)
        {
            return null;
        }

        var placed = new PlacedJob(job, e.Attempt, null, e.BackendId);
        // A start that is read late is told all the same; what became of it comes with the end.
        var begins = e.State is BackendState.Running && !message.ContainsKey("over");
        if (!begins && _probe.Recorded(placed) is { } end)
        {
            return end with { BackendId = end.BackendId ?? e.BackendId };
        }

        if (message.ContainsKey("over"))
        {
            if (e.State is BackendState.Running)
            {
                _followUp.Add(job, e.Attempt);
            }

            return Known(e);
        }

        _followUp.Expect(job, e.Attempt);
        return Known(e) with { Progress = ProgressFile.Read(_context.Folder(job).File("progress")) };
    }

    /// <summary>A script of the site says that a job has ended, whatever its attempt.</summary>
    private void Notice(JobId job)
    {
        if (_context.Folder(job).Attempts() is [var attempt, ..])
        {
            _followUp.Add(job, attempt);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _followUp.Dispose();
        _spool.Dispose();
    }

    /// <summary>A script may know another id than the one that the back end gave us (that of a resource manager below it).</summary>
    private JobEvent Known(JobEvent e) => e with { BackendId = _context.Folder(e.Job).ReadAccepted(e.Attempt)?.BackendId ?? e.BackendId };
}
