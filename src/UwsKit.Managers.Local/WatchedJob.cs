using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// One job whose supervisor lives: posts that it runs, its progress and its end. A supervisor that this process started is waited for; one of
/// an earlier process is looked at from time to time. Ends without a trace when the server stops.
/// </summary>
internal sealed class WatchedJob
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SupervisorSlack = TimeSpan.FromSeconds(5);

    private readonly LocalContext _context;
    private readonly Lock _telling = new();
    private readonly EventMailbox _mailbox;
    private readonly SupervisorRun? _own;
    private readonly ProcessMark _mark;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StartRecord.Begun? _begun;
    private JobProgress? _progress;
    private JobEvent? _last;
    private int _attempt;
    private int _stopping;

    private WatchedJob(LocalContext context, JobFolder folder, int attempt, int run, int supervisor)
    {
        (_context, Folder, _attempt, Run) = (context, folder, attempt, run);
        _mailbox = new(context.Sink, context.Time, context.Logger, context.Stop);
        BackendId = supervisor.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A job that was just given to a supervisor; <paramref name="mark"/> was taken before that.</summary>
    public WatchedJob(LocalContext context, JobFolder folder, int attempt, SupervisorRun own, ProcessMark mark)
        : this(context, folder, attempt, attempt, own.Id) => (_own, _mark) = (own, mark);

    /// <summary>A job whose supervisor was started by an earlier server process, or by another manager on the same root.</summary>
    public WatchedJob(LocalContext context, JobFolder folder, int attempt, int run, StartRecord.Begun begun)
        : this(context, folder, attempt, run, begun.Supervisor.Pid) => _begun = begun;

    public JobFolder Folder { get; }

    /// <summary>The attempt that really runs.</summary>
    public int Run { get; }

    /// <summary>The attempt that events are for.</summary>
    public int Attempt => Volatile.Read(ref _attempt);

    public string BackendId { get; }

    /// <summary>The work and all its processes are gone; the end may still be on its way to the sink.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How the job stands while it is watched.</summary>
    public JobEvent State() => Volatile.Read(ref _begun) is { } begun
        ? new(Folder.Id, BackendState.Running, Attempt) { BackendId = BackendId, StartedAt = UwsTime.Truncate(begun.At), Progress = Volatile.Read(ref _progress) }
        : new(Folder.Id, BackendState.Queued, Attempt) { BackendId = BackendId };

    /// <summary>From now on the events are for a later attempt; of the one that stands now it is told at once.</summary>
    public void CountFor(int attempt)
    {
        // The end, once told, must neither be replaced by an older state nor stay with the earlier attempt.
        lock (_telling)
        {
            Volatile.Write(ref _attempt, attempt);
            Tell();
        }
    }

    // One attempt's event must not take the place of another's.
    private void Tell()
    {
        lock (_telling)
        {
            _mailbox.Post(_last is null ? State() : _last with { Attempt = Attempt });
        }
    }

    /// <summary>
    /// Watches until the end. <paramref name="ended"/> is called when all processes are gone, before that is posted. What hinders it (too many open files, a
    /// fault of the disk) is tried again: until the end is certain the job keeps its slot, for its work may well run.
    /// </summary>
    public async Task WatchAsync(Action ended)
    {
        JobEvent? last = null;
        var over = false;
        for (var pause = KillPause; !over && !_context.Stop.IsCancellationRequested; pause = pause * 2 < LongestRetry ? pause * 2 : LongestRetry)
        {
            try
            {
                last = await WaitAsync().ConfigureAwait(false);
                over = true;
            }
            catch (OperationCanceledException) when (_context.Stop.IsCancellationRequested)
            {
            }
#pragma warning disable CA1031 // Nobody awaits this task.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _context.Logger.WatchFailed(e, Folder.Id, pause);
                await Task.Delay(pause, _context.Time, _context.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        ended();
        _ended.TrySetResult();
        if (last is not null)
        {
            lock (_telling)
            {
                _last = last;
                Tell();
            }
        }
    }

    /// <summary>Waits until all processes are gone; may be called again after it failed.</summary>
    /// <returns>How it ended; null = the results cannot be taken now, and the next probe tells.</returns>
    private async Task<JobEvent?> WaitAsync()
    {
        if (await WaitForBeginAsync().ConfigureAwait(false) is not { } begun)
        {
            return NotBegun();
        }

        Volatile.Write(ref _begun, begun);
        ContinueStop();
        var ours = begun.Supervisor.Pid == _own?.Id ? _own : null;
        if (ours is not { Ended.IsCompleted: true })
        {
            // Of a job that is over already only the end is told: one change of the record instead of two.
            Tell();
            await WaitForEndAsync(begun, ours).ConfigureAwait(false);
        }

        if (!_context.Processes.Kill(Folder.Id, lowest: ours is null ? 0 : _mark.Lowest()))
        {
            _context.Logger.CannotKill(Folder.Id);
        }

        if (_context.Cgroups is { } groups)
        {
            await groups.EndAsync(Folder, Run, _context.Stop).ConfigureAwait(false);
        }

        if (_context.Stage is { } stage && !await stage.TryCollectAsync(Folder, Run).ConfigureAwait(false))
        {
            return null;
        }

        return EndReport.Of(Folder, Attempt, Run, _context);
    }

    /// <summary>Lets the execution duration be read again.</summary>
    public void Nudge() => Interlocked.Exchange(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Has the work stopped in the background; again and again harmless.</summary>
    public void Cancel()
    {
        // Also without a server it is to be finished.
        Folder.WantCancel();
        Stop(new(StopReason.Cancelled));
    }

    private void Stop(StopRecord why)
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            Folder.MarkStopped(Run, why);
            _ = StopAsync();
        }
    }

    /// <summary>What an earlier server process had begun to stop.</summary>
    private void ContinueStop()
    {
        if (Folder.ReadStop(Run) is { } why)
        {
            Stop(why);
        }
        else if (Folder.CancelWanted)
        {
            Stop(new(StopReason.Cancelled));
        }
    }

    private async Task StopAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var since = _context.Time.GetTimestamp();
        var asked = new HashSet<int>();
        while (!Ended.IsCompleted && !_context.Stop.IsCancellationRequested)
        {
            var patience = _context.Options.Grace - _context.Time.GetElapsedTime(since);
            if (patience > TimeSpan.Zero)
            {
                // Again and again, because the work may be just starting.
                _context.Processes.SignalOnce(Folder.Id, Native.SigTerm, asked);
            }
            else
            {
                _context.Cgroups?.Kill(Folder.Id);
                _context.Processes.Kill(Folder.Id);
                if (patience < -SupervisorSlack && Volatile.Read(ref _begun) is { } begun)
                {
                    _context.Logger.KilledWithoutSupervisor(Folder.Id);
                    if (_own is not null)
                    {
                        _own.Kill();
                    }
                    else
                    {
                        begun.Supervisor.Signal(Native.SigKill);
                    }
                }
            }

            var pause = patience > TimeSpan.Zero && patience < KillPause ? patience : KillPause;
            await Task.WhenAny(Ended, Task.Delay(pause, _context.Time, _context.Stop)).ConfigureAwait(false);
        }
    }

    private async Task<StartRecord.Begun?> WaitForBeginAsync()
    {
        for (var pause = FirstLook; _begun is null; pause = pause < KillPause ? pause * 2 : pause)
        {
            var over = _own!.Ended;
            var wasOver = over.IsCompleted;
            switch (Folder.ReadStart(Run))
            {
                case StartRecord.Begun begun:
                    return begun;
                // Another supervisor made the record; ours has ended at that.
                case StartRecord.Beginning beginning when !beginning.IsStale(_context.Time):
                    break;
                default:
                    if (wasOver)
                    {
                        return null;
                    }

                    break;
            }

            var wait = wasOver ? Task.Delay(pause, _context.Time, _context.Stop) : over.WaitAsync(pause, _context.Time, _context.Stop);
            await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _context.Stop.ThrowIfCancellationRequested();
        }

        return _begun;
    }

    private async Task WaitForEndAsync(StartRecord.Begun begun, SupervisorRun? ours)
    {
        var exit = ours?.Ended;
        var usage = new UsageWatch(_context, Folder, Folder.ReadLimits());
        while (exit is null ? begun.Supervisor.IsAlive() && Folder.ReadExit(Run) is null : !exit.IsCompleted)
        {
            var woken = Volatile.Read(ref _woken).Task;
            var wait = _context.Options.PollInterval;
            if (_stopping == 0 && Folder.ReadLimit() is { } limit)
            {
                var rest = limit - begun.Age();
                if (rest <= TimeSpan.Zero)
                {
                    Stop(new(StopReason.Timeout));
                }
                else if (rest < wait)
                {
                    wait = rest;
                }
            }

            await (exit is null ? woken : Task.WhenAny(exit, woken)).WaitAsync(wait, _context.Time, _context.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _context.Stop.ThrowIfCancellationRequested();
            ours?.Look();
            if (_stopping == 0 && usage.Look() is { } over)
            {
                Stop(new(StopReason.Limit, over));
            }

            if (_context.Progress(Folder) is { } progress && progress != _progress)
            {
                Volatile.Write(ref _progress, progress);
                Tell();
            }
        }
    }

    private JobEvent NotBegun()
    {
        if (Folder.ReadStart(Run) is StartRecord.Beginning)
        {
            _context.Processes.Kill(Folder.Id);
            return EndReport.Of(Folder, Attempt, Run, _context);
        }

        var voided = !Folder.TryVoid(Run);
        return new JobEvent(Folder.Id, voided && Folder.CancelWanted ? BackendState.Cancelled : voided ? BackendState.Lost : BackendState.Failed, Attempt)
        {
            Message = voided ? "stopped before it began" : "the supervisor of the work ended before it began",
            Transient = !voided,
        };
    }
}
