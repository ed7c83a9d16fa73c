using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace UwsKit.Managers.Local;

/// <summary>
/// The supervisors of one manager: as many as have run at once. Each runs one job after the other, which spares a start of a shell for each; one that
/// had nothing to do for a while goes. Thread-safe.
/// </summary>
internal sealed class SupervisorPool : IDisposable
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, SupervisorProcess> _all = new();
    private readonly Lock _lock = new();
    // The one that rested least is taken first, so that those that are not needed are found at the other end.
    private readonly LinkedList<(SupervisorProcess Supervisor, long Since)> _resting = new();
    private readonly Func<IReadOnlyList<string>> _words;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly SafeFileHandle _done;
    private bool _disposed;

    public SupervisorPool(Func<IReadOnlyList<string>> words, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        (_words, _environment, _time) = (words, environment, time);
        (var read, _done) = SupervisorProcess.Pipe();
        new Thread(() => Listen(read)) { IsBackground = true, Name = "UwsKit supervisors" }.Start();
        _timer = time.CreateTimer(_ => DismissIdle(), null, LongestRest, LongestRest);
    }

    /// <summary>Has a request carried out.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No process can be started.</exception>
    /// <exception cref="IOException">The new process has ended at once.</exception>
    public SupervisorRun Run(byte[] request)
    {
        while (TakeResting() is { } resting)
        {
            try
            {
                return resting.Run(request);
            }
            catch (IOException)
            {
                // It was killed while it had nothing to do.
                Drop(resting);
            }
        }

        var supervisor = new SupervisorProcess(_words(), _environment, _done);
        _all[supervisor.Id] = supervisor;
        try
        {
            return supervisor.Run(request);
        }
        catch
        {
            Drop(supervisor);
            throw;
        }
    }

    /// <summary>No more jobs: each supervisor ends its own and goes.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _resting.Clear();
        }

        _timer.Dispose();
        foreach (var supervisor in _all.Values)
        {
            Drop(supervisor);
        }

        _done.Dispose();
    }

    private SupervisorProcess? TakeResting()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            while (_resting.Last is { } last)
            {
                _resting.RemoveLast();
                if (last.Value.Supervisor.IsAlive)
                {
                    return last.Value.Supervisor;
                }

                Drop(last.Value.Supervisor);
            }
        }

        return null;
    }

    private void Drop(SupervisorProcess supervisor)
    {
        _all.TryRemove(new(supervisor.Id, supervisor));
        supervisor.Dispose();
    }

    private void DismissIdle()
    {
        lock (_lock)
        {
            while (_resting.First is { } first && (!first.Value.Supervisor.IsAlive || _time.GetElapsedTime(first.Value.Since) >= LongestRest))
            {
                _resting.RemoveFirst();
                Drop(first.Value.Supervisor);
            }
        }

        foreach (var supervisor in _all.Values.Where(s => !s.IsAlive))
        {
            Drop(supervisor);
        }
    }

    // Ends when no supervisor is left and no more can come.
    private void Listen(SafeFileHandle file)
    {
        using var lines = new StreamReader(new FileStream(file, FileAccess.Read, bufferSize: 0));
        while (lines.ReadLine() is { } line)
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && _all.TryGetValue(id, out var supervisor) && supervisor.TakeRun() is { } run)
            {
                lock (_lock)
                {
                    if (!_disposed)
                    {
                        _resting.AddLast((supervisor, _time.GetTimestamp()));
                    }
                }

                run.End();
            }
        }
    }
}
