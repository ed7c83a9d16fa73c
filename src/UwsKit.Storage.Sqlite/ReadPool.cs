using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// Connections for reading, each with its prepared statements. A read runs on the calling thread: it is short, and SQLite knows no other way.
/// Every statement is its own read transaction, so it sees all that was committed before it began. Thread-safe.
/// </summary>
internal sealed class ReadPool(Database database, ILogger logger) : IDisposable
{
    private static readonly int MaxIdle = Math.Max(2, Environment.ProcessorCount * 2);
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _closed;

    /// <exception cref="UwsException">The database is away.</exception>
    public T Read<T>(Func<Reader, T> read)
    {
        Reader? reader = null;
        try
        {
            ThrowIfClosed();
            reader = _idle.TryTake(out var idle) ? idle : new Reader(database.Open());
            var answer = read(reader);
            Return(reader);
            reader = null;
            return answer;
        }
        catch (SqliteException e)
        {
            logger.ReadFailed(e, database.Path, Faults.Reason(e));
            throw Faults.Unavailable(e);
        }
        finally
        {
            reader?.Dispose();
        }
    }

    public void Dispose()
    {
        _closed = true;
        Drain();
    }

    private void Return(Reader reader)
    {
        if (_idle.Count >= MaxIdle)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_closed)
        {
            Drain();
        }
    }

    private void Drain()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "The job database is closed: the server is shutting down.");
        }
    }
}
