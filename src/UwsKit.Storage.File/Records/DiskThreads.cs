using System.Collections.Concurrent;

namespace UwsKit.Storage.File;

/// <summary>
/// A few threads that wait for the disk, so that those of the pool do not have to: syncs run side by side, and the file system joins them into fewer
/// commits of its journal. Thread-safe.
/// </summary>
internal sealed class DiskThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread[] _threads;

    public DiskThreads(int count)
    {
        _threads = [.. Enumerable.Range(1, count).Select(n => new Thread(Work) { IsBackground = true, Name = $"job records {n}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Run(work, done));
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(FileStorage));
        }

        return done.Task;
    }

    /// <summary>Ends when all that was asked for is done.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
    }

    private void Work()
    {
        foreach (var action in _work.GetConsumingEnumerable())
        {
            action();
        }
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        // Whatever it is, it belongs to the one who asked.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }
}
