using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Managers.Local;

/// <summary>A process of <c>supervisor.sh</c>, which runs one job at a time. It ends when the server's end of its pipe is closed and its job is over. Thread-safe.</summary>
internal sealed class SupervisorProcess : IDisposable
{
    // What a pipe takes at once, whatever its reader does.
    private const int PipeSpace = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly FileStream _requests;
    private readonly ChildProcess _child;
    private SupervisorRun? _run;

    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public SupervisorProcess(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, SafeFileHandle done)
    {
        var (read, write) = Pipe();
        _requests = new(write, FileAccess.Write, bufferSize: 0);
        using (read)
        {
            try
            {
                _child = ChildProcess.Start(words, environment, read, done);
            }
            catch
            {
                _requests.Dispose();
                throw;
            }
        }

        _ = _child.Ended.ContinueWith(_ => TakeRun()?.End(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>The process number.</summary>
    public int Id => _child.Id;

    /// <summary>Whether it can take a job.</summary>
    public bool IsAlive => !_child.Ended.IsCompleted;

    /// <summary>A pipe whose ends no other program gets.</summary>
    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        Span<int> ends = stackalloc int[2];
        return Native.Pipe(ref ends[0], Native.CloseOnExec) == 0
            ? (new(ends[0], ownsHandle: true), new(ends[1], ownsHandle: true))
            : throw new System.ComponentModel.Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Gives it a job.</summary>
    /// <exception cref="IOException">It has ended; the job was not begun.</exception>
    public SupervisorRun Run(byte[] request)
    {
        var run = new SupervisorRun(this);
        lock (_lock)
        {
            _run = run;
        }

        if (request.Length <= PipeSpace)
        {
            Write(request);
        }
        else
        {
            _ = Task.Run(() => WriteLong(request, run));
        }

        if (!IsAlive)
        {
            TakeRun()?.End();
        }

        return run;
    }

    /// <summary>Its job is over.</summary>
    /// <returns>The job; null = there is none.</returns>
    public SupervisorRun? TakeRun()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _run, null);
        }
    }

    public void Kill(SupervisorRun run)
    {
        // It must not have gone on to another job meanwhile.
        lock (_lock)
        {
            if (_run == run && IsAlive)
            {
                _ = Native.Kill(Id, Native.SigKill);
            }
        }
    }

    public void Look() => _child.Look();

    public void Dispose() => _requests.Dispose();

    // What was not taken whole never begins.
    private void WriteLong(byte[] request, SupervisorRun run)
    {
        try
        {
            Write(request);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Kill(run);
        }
    }

    private void Write(byte[] request) => _requests.Write(request);
}
