using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace UwsKit.Managers.Local;

/// <summary>
/// A child in a session of its own, with all signals at their defaults. <see cref="System.Diagnostics.Process"/> offers neither, so each would cost
/// one more program (<c>setsid</c>, <c>env</c>).
/// </summary>
internal sealed class ChildProcess
{
    private static readonly ConcurrentDictionary<int, ChildProcess> Running = new();

    // Without the registration a child's end would be seen only by the next look.
    private static readonly Lazy<PosixSignalRegistration> Ends = new(() => PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ =>
    {
        foreach (var child in Running.Values)
        {
            child.Look();
        }
    }));

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(int id) => Id = id;

    /// <summary>The process number.</summary>
    public int Id { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="words">Its absolute path and its arguments.</param>
    /// <param name="environment">All of its environment.</param>
    /// <param name="input">Becomes its standard input.</param>
    /// <param name="output">Becomes its standard output; what it says otherwise is lost.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, SafeHandle input, SafeHandle output)
    {
        _ = Ends.Value;
        Span<byte> attributes = stackalloc byte[Native.StructureSize];
        Span<byte> all = stackalloc byte[Native.StructureSize];
        Span<byte> none = stackalloc byte[Native.StructureSize];
        Span<byte> actions = stackalloc byte[Native.StructureSize];
        attributes.Clear();
        all.Clear();
        none.Clear();
        // A bit for each of the signals 1 to 64: sigfillset leaves out two of the C library's own, which it then passes on as ignored.
        BitConverter.TryWriteBytes(all, ulong.MaxValue);
        _ = Native.SpawnAttributes(ref attributes[0]);
        _ = Native.SetSpawnDefaultSignals(ref attributes[0], ref all[0]);
        _ = Native.SetSpawnSignalMask(ref attributes[0], ref none[0]);
        _ = Native.SetSpawnFlags(ref attributes[0], Native.SpawnFlags);
        _ = Native.SpawnActions(ref actions[0]);
        _ = Native.AddSpawnCopy(ref actions[0], (int)input.DangerousGetHandle(), 0);
        _ = Native.AddSpawnCopy(ref actions[0], (int)output.DangerousGetHandle(), 1);
        _ = Native.AddSpawnOpen(ref actions[0], 2, "/dev/null", Native.WriteOnly, 0);
        var fault = Native.Spawn(
            out var id, words[0], ref actions[0], ref attributes[0], [.. words, null], [.. environment.Select(v => $"{v.Key}={v.Value}"), null]);
        _ = Native.EndSpawnActions(ref actions[0]);
        if (fault != 0)
        {
            throw new Win32Exception(fault);
        }

        var child = new ChildProcess(id);
        Running[id] = child;
        child.Look();
        return child;
    }

    /// <summary>Sees whether it has ended; needed only where a signal was missed.</summary>
    public void Look()
    {
        // One look at a time: the number of a child that was taken leave of may be another's.
        lock (_ended)
        {
            // An error: somebody else in this process has taken leave of it.
            if (!_ended.Task.IsCompleted && Native.WaitPid(Id, out _, Native.NoHang) != 0)
            {
                Running.TryRemove(new(Id, this));
                _ended.SetResult();
            }
        }
    }
}
