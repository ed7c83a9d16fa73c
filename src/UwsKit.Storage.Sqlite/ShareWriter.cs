using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// Writes jobs together with their rows in the index of shared jobs. A job that is not shared, and an update that leaves the rows as they are, is one
/// statement as ever: the column <c>shares</c> tells which. (Triggers would make SQLite keep a copy of every page that any write touches.)
/// Used by one thread at a time.
/// </summary>
internal sealed class ShareWriter(SqliteConnection connection) : IDisposable
{
    private readonly WriteStatement _create = new(connection, JobColumns.Insert, JobColumns.Names), _update = new(connection, JobColumns.UpdateOnly, JobColumns.Names),
        _updateAll = new(connection, JobColumns.Update, JobColumns.Names),
        _drop = new(connection, "DELETE FROM job_shares WHERE job = @id", ["id"]),
        _add = new(connection, "INSERT INTO job_shares (name, list, at, job) VALUES (CAST(@name AS TEXT), CAST(@list AS TEXT), @at, @job)", ["name", "list", "at", "job"]);

    /// <summary>The rows of a job.</summary>
    public static IReadOnlyList<object[]> Rows(Job job)
        => job.SharedNames is { Count: > 0 } names ? [.. names.Select(n => (object[])[JobColumns.Text(n), JobColumns.Text(job.JobList), JobColumns.Milliseconds(job.CreationTime), job.Id.Value])] : [];

    /// <summary>Whether the job was made.</summary>
    public bool Create(Write write) => write.Shares.Count == 0 ? _create.Execute(write.Values) : Whole(() => _create.Execute(write.Values) && Add(write));

    /// <summary>Whether the job was changed.</summary>
    public bool Update(Write write) => _update.Execute(write.Values) || Whole(() =>
    {
        if (!_updateAll.Execute(write.Values))
        {
            return false;
        }

        _drop.Execute([write.Id.Value]);
        return Add(write);
    });

    public void Dispose()
    {
        foreach (var statement in (IDisposable[])[_create, _update, _updateAll, _drop, _add])
        {
            statement.Dispose();
        }
    }

    private bool Add(Write write)
    {
        foreach (var row in write.Shares)
        {
            _add.Execute(row);
        }

        return true;
    }

    /// <summary>Several statements as one: when one fails, none of them was run.</summary>
    private bool Whole(Func<bool> write)
    {
        Schema.Execute(connection, "SAVEPOINT shares");
        try
        {
            var done = write();
            Schema.Execute(connection, "RELEASE shares");
            return done;
        }
        // After some errors SQLite has rolled back the whole transaction.
        catch (SqliteException) when (Schema.InTransaction(connection))
        {
            Schema.Execute(connection, "ROLLBACK TO shares; RELEASE shares");
            throw;
        }
    }
}
