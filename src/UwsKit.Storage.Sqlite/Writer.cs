using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.Sqlite;

/// <summary>The connection that writes: a batch is one transaction. Used by one thread at a time.</summary>
internal sealed class Writer : IDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _commit;
    private readonly WriteStatement _delete, _keep, _remove;
    private readonly ShareWriter _jobs;
    private readonly OwnerUsage _usage;

    public Writer(Database database, TimeProvider time, ILogger logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        _connection = database.Open();
        // IMMEDIATE: a transaction that first reads and then writes is refused at once when another process has written in between.
        _begin = Schema.Command(_connection, "BEGIN IMMEDIATE");
        _commit = Schema.Command(_connection, "COMMIT");
        _usage = new(_connection);
        _jobs = new(_connection);
        _delete = new(_connection, "DELETE FROM jobs WHERE id = @id", ["id"]);
        _keep = new(_connection, ProvenanceColumns.Keep, ProvenanceColumns.Names);
        _remove = new(_connection, ProvenanceColumns.Remove, ["until"]);
    }

    internal SqliteConnection Connection => _connection;

    /// <summary>
    /// Commits a batch and then answers its callers. A write that the database refuses fails alone; any other error, and a failing COMMIT,
    /// fails all. Never throws.
    /// </summary>
    /// <param name="next">The batch's writes one after the other; null = these are all.</param>
    /// <param name="waiting">Whatever else waits; null = nothing more. Fails with the first write when the database lets nobody begin.</param>
    /// <returns>How long the flush of the disk took; zero when it failed.</returns>
    public TimeSpan Commit(Func<Write?> next, Func<Write?> waiting)
    {
        List<Write> batch = [];
        var (started, begun) = (0L, false);
        try
        {
            while (next() is { } write)
            {
                batch.Add(write);
                if (batch.Count == 1)
                {
                    started = _time.GetTimestamp();
                    _begin.ExecuteNonQuery();
                    begun = true;
                }

                Apply(write);
            }

            var flush = _time.GetTimestamp();
            _commit.ExecuteNonQuery();
            if (_time.GetElapsedTime(started) is var elapsed && elapsed > Slow)
            {
                _logger.SlowCommit(_database.Path, batch.Count, (long)elapsed.TotalMilliseconds);
            }

            // The writer goes on with the next batch while others wake the callers.
            ThreadPool.UnsafeQueueUserWorkItem(Answer, batch, preferLocal: false);
            return _time.GetElapsedTime(flush);
        }
        // CA1031: whatever went wrong, the callers wait for an answer.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Each of those that wait would wait for the database once more, in its turn.
            while (!begun && waiting() is { } write)
            {
                batch.Add(write);
            }

            Abandon(batch, e);
            return TimeSpan.Zero;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (IDisposable[])[_begin, _commit, _jobs, _delete, _keep, _remove])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static void Answer(List<Write> batch)
    {
        foreach (var write in batch)
        {
            write.Complete();
        }
    }

    /// <summary>
    /// Nearly each write is one statement, and SQLite undoes a statement that fails as a whole (the savepoint that every statement has): the writes before
    /// it stay. A savepoint of our own around it would cost a copy of every page that it touches and add nothing.
    /// </summary>
    private void Apply(Write write)
    {
        try
        {
            if (write.Within is { } scope && _usage.Judge(scope) is not QuotaVerdict.Written and var refusal)
            {
                write.Refusal = refusal;
                return;
            }

            write.Outcome = write.Kind switch
            {
                WriteKind.Create => _jobs.Create(write),
                WriteKind.Update => _jobs.Update(write),
                WriteKind.KeepProvenance => _keep.Execute(write.Values),
                WriteKind.RemoveProvenance => _remove.Execute(write.Values),
                _ => _delete.Execute(write.Values),
            };
        }
        catch (SqliteException e) when (Faults.ConcernsOneWrite(e) && Schema.InTransaction(_connection))
        {
            _logger.WriteRefused(e, _database.Path, write.Id.Value, Faults.Reason(e));
            write.Fault = Faults.Refused(e);
        }
    }

    private void Abandon(List<Write> batch, Exception e)
    {
        var fault = e is SqliteException sqlite ? Faults.Unavailable(sqlite) : e;
        _logger.BatchFailed(e, _database.Path, batch.Count, e is SqliteException s ? Faults.Reason(s) : e.Message);
        try
        {
            Schema.Rollback(_connection);
        }
        catch (SqliteException second)
        {
            // The next BEGIN fails as well and says why; the file itself is whole.
            _logger.BatchFailed(second, _database.Path, batch.Count, Faults.Reason(second));
        }

        foreach (var write in batch)
        {
            write.Fail(fault);
        }
    }
}
