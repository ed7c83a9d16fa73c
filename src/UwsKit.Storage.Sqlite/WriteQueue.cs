using System.Threading.Channels;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// Callers queue their writes; one thread takes all that wait and commits them together, so that many callers share one flush of the disk.
/// A thread of its own, because SQLite blocks while it flushes and while it waits for other processes. Thread-safe.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private readonly Channel<Write> _queue;
    private readonly Thread _thread;
    private readonly Writer _writer;
    private readonly BatchPace _pace = new(TimeProvider.System);
    private readonly int _maxBatch;

    public WriteQueue(Writer writer, int maxBatch)
    {
        _writer = writer;
        _maxBatch = maxBatch;
        _queue = Channel.CreateBounded<Write>(new BoundedChannelOptions(maxBatch * 4) { SingleReader = true });
        _thread = new Thread(Run) { IsBackground = true, Name = "UwsKit SQLite writer" };
        _thread.Start();
    }

    /// <summary>Whether the write has written a row. The token counts until the write is queued.</summary>
    /// <exception cref="UwsException">The write, or the commit that it was part of, has failed: nothing of it is stored.</exception>
    public async ValueTask<bool> WriteAsync(Write write, CancellationToken ct)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, ct).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "The job database is closed: the server is shutting down.", e);
        }

        return await write.Answer.ConfigureAwait(false);
    }

    internal T WithWriter<T>(Func<Microsoft.Data.Sqlite.SqliteConnection, T> use) => use(_writer.Connection);

    /// <summary>Takes no more writes, commits those that are queued, and closes the connection.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _writer.Dispose();
    }

    private void Run()
    {
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var flush = _writer.Commit(Next, () => _queue.Reader.TryRead(out var write) ? write : null);
            _pace.Committed(flush, _queue.Reader.Count);
        }
    }

    /// <summary>
    /// The next write of the batch; null = commit it. Rows that are there are inserted while others are still on their way.
    /// </summary>
    private Write? Next()
    {
        if (_pace.Taken == _maxBatch || _pace.IsFull)
        {
            return null;
        }

        for (; ; Thread.Yield())
        {
            if (_queue.Reader.TryRead(out var write))
            {
                _pace.Take();
                return write;
            }

            if (!_pace.IsWorthWaiting)
            {
                return null;
            }
        }
    }
}
