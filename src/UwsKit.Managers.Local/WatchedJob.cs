using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// One job whose supervisor lives: posts that it runs, its progress and its end. A supervisor that this process started is waited for; one of
/// an earlier process is looked at from time to time. Ends without a trace when the server stops.
/// </summary>
internal sealed class WatchedJob
{
    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SupervisorSlack = TimeSpan.FromSeconds(5);

    private readonly LocalContext _context;
    private readonly EventMailbox _mailbox;
    private readonly Process? _child;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StartRecord.Begun? _begun;
    private JobProgress? _progress;
    private int _attempt;
    private int _cancelling;
    private int _nudges;

    public WatchedJob(LocalContext context, JobFolder folder, int attempt, int run, Process? child, StartRecord.Begun? begun)
    {
        (_context, Folder, _attempt, Run, _child, _begun) = (context, folder, attempt, run, child, begun);
        _mailbox = new(context.Sink, context.Time, context.Logger, context.Stop);
        BackendId = (child?.Id ?? begun!.Supervisor.Pid).ToString(CultureInfo.InvariantCulture);
    }

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

    /// <summary>From now on the events are for a later attempt.</summary>
    public void CountFor(int attempt)
    {
        Volatile.Write(ref _attempt, attempt);
        _mailbox.Post(State());
    }

    /// <summary>Watches until the end. <paramref name="ended"/> is called when all processes are gone, before that is posted.</summary>
    public async Task WatchAsync(Action ended)
    {
        JobEvent? last = null;
        try
        {
            // Without the stop token: a wait that was given up must never look like an exit.
            var exit = _child?.WaitForExitAsync(CancellationToken.None);
            if (await WaitForBeginAsync(exit).ConfigureAwait(false) is { } begun)
            {
                Volatile.Write(ref _begun, begun);
                _mailbox.Post(State());
                await WaitForEndAsync(begun.Supervisor, begun.Supervisor.Pid == _child?.Id ? exit : null).ConfigureAwait(false);
                if (!ProcessTree.Kill(Folder.Id))
                {
                    _context.Logger.CannotKill(Folder.Id);
                }

                last = EndReport.Of(Folder, Attempt, Run, _context.Logs(Folder.Id));
            }
            else
            {
                last = NotBegun();
            }
        }
        catch (OperationCanceledException) when (_context.Stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Nobody awaits this task; the next probe takes the job up from its records.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _context.Logger.WatchFailed(e, Folder.Id);
        }
        finally
        {
            ended();
            _ended.TrySetResult();
            _child?.Dispose();
            if (last is not null)
            {
                _mailbox.Post(last);
            }
        }
    }

    /// <summary>Lets the supervisor read its files again.</summary>
    public void Nudge()
    {
        Volatile.Write(ref _nudges, 2);
        _begun?.Supervisor.Signal(Native.SigUsr1);
    }

    /// <summary>Has the work stopped in the background; again and again harmless.</summary>
    public void Cancel()
    {
        Folder.WantCancel();
        if (Interlocked.Exchange(ref _cancelling, 1) == 0)
        {
            _ = CancelAsync();
        }
    }

    private async Task CancelAsync()
    {
        var patience = _context.Options.Grace + SupervisorSlack;
        var since = _context.Time.GetTimestamp();
        while (!Ended.IsCompleted && !_context.Stop.IsCancellationRequested)
        {
            Nudge();
            if (_context.Time.GetElapsedTime(since) > patience && Volatile.Read(ref _begun) is { } begun)
            {
                // The supervisor was stopped or hangs; without it the kill is done here, and the record says that it was wanted.
                _context.Logger.KilledWithoutSupervisor(Folder.Id);
                begun.Supervisor.Signal(Native.SigKill);
                ProcessTree.Kill(Folder.Id);
            }

            await Task.WhenAny(Ended, Task.Delay(KillPause, _context.Time, _context.Stop)).ConfigureAwait(false);
        }
    }

    private async Task<StartRecord.Begun?> WaitForBeginAsync(Task? exit)
    {
        for (var pause = TimeSpan.FromMilliseconds(1); _begun is null; pause = pause < KillPause ? pause * 2 : pause)
        {
            var over = exit!.IsCompleted;
            switch (Folder.ReadStart(Run))
            {
                case StartRecord.Begun begun:
                    return begun;
                // Another supervisor made the record; ours has ended at that.
                case StartRecord.Beginning beginning when !beginning.IsStale(_context.Time):
                    break;
                default:
                    if (over)
                    {
                        return null;
                    }

                    break;
            }

            var wait = Task.Delay(pause, _context.Time, _context.Stop);
            await (over ? wait : Task.WhenAny(exit, wait)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _context.Stop.ThrowIfCancellationRequested();
        }

        return _begun;
    }

    private async Task WaitForEndAsync(ProcessIdentity supervisor, Task? exit)
    {
        while (exit is null ? supervisor.IsAlive() : !exit.IsCompleted)
        {
            var tick = Task.Delay(_context.Options.PollInterval, _context.Time, _context.Stop);
            await (exit is null ? tick : Task.WhenAny(exit, tick)).ConfigureAwait(false);
            _context.Stop.ThrowIfCancellationRequested();
            if (ProgressFile.Read(Folder.File("progress")) is { } progress && progress != _progress)
            {
                Volatile.Write(ref _progress, progress);
                _mailbox.Post(State());
            }

            // A shell can miss a signal just before it waits: what matters is said again.
            if (Volatile.Read(ref _nudges) > 0)
            {
                Interlocked.Decrement(ref _nudges);
                supervisor.Signal(Native.SigUsr1);
            }
        }
    }

    private JobEvent NotBegun()
    {
        if (Folder.ReadStart(Run) is StartRecord.Beginning)
        {
            ProcessTree.Kill(Folder.Id);
            return EndReport.Of(Folder, Attempt, Run, _context.Logs(Folder.Id));
        }

        var voided = !Folder.TryVoid(Run);
        return new JobEvent(Folder.Id, voided && Folder.CancelWanted ? BackendState.Cancelled : voided ? BackendState.Lost : BackendState.Failed, Attempt)
        {
            Message = voided ? "stopped before it began" : "the supervisor of the work could not start: " + Reason(),
            Transient = !voided,
        };
    }

    private string Reason() => OutputTail.Message(OutputTail.Read(Folder.File("supervisor.log"))) is { Length: > 0 } text ? text : "it said nothing";
}
