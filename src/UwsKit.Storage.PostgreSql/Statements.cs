using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>Runs single statements that are harmless to run again. Each is a transaction of its own. Thread-safe.</summary>
internal sealed class Statements(NpgsqlDataSource pool, Health health)
{
    /// <summary>The answer of a statement, as <paramref name="read"/> makes it of the rows.</summary>
    /// <exception cref="UwsException">The database is away.</exception>
    public Task<T> RunAsync<T>(Statement statement, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct, bool writes = false)
        => health.CallAsync(() => AgainAsync(statement, read, ct), writes, ct);

    private async Task<T> AgainAsync<T>(Statement statement, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        // Where one pooled connection was cut the others were too: each try uses one up, and then a new one is made.
        for (var left = Faults.Tries; ; left--)
        {
            try
            {
                return await OnceAsync(statement, read, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (left > 1 && Faults.MayReadAgain(e))
            {
                Faults.Refresh(pool, e);
            }
        }
    }

    private async Task<T> OnceAsync<T>(Statement statement, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        await using var command = statement.On(pool);
        await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await read(row, ct).ConfigureAwait(false);
    }
}
