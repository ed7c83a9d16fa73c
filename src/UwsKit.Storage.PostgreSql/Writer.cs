using Microsoft.Extensions.Logging;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>Commits batches: one round trip and one transaction each. Thread-safe.</summary>
internal sealed class Writer(NpgsqlDataSource pool, Health health, string database, ILogger logger)
{
    /// <summary>
    /// Commits a batch and answers its callers. A record that PostgreSQL refuses undoes its transaction, so each write is then made alone. Never throws.
    /// </summary>
    /// <returns>Why the database is away; null when it is there.</returns>
    public async Task<UwsException?> CommitAsync(IReadOnlyList<Write> batch)
    {
        if (health.Begin(writes: true, out var asks) is { } away)
        {
            return FailAll(batch, away);
        }

        try
        {
            return await TryCommitAsync(batch).ConfigureAwait(false);
        }
        finally
        {
            health.End(asks);
        }
    }

    private async Task<UwsException?> TryCommitAsync(IReadOnlyList<Write> batch)
    {
        // In one order: two batches, here or on two nodes, that write the same jobs cannot wait for each other.
        var writes = batch.OrderBy(w => w.Id).ToList();
        try
        {
            await AgainAsync(writes).ConfigureAwait(false);
            health.Worked(wrote: true);
            return null;
        }
        catch (Exception e) when (Faults.ConcernsOneWrite(e))
        {
            return writes is [var one] ? Refuse(one, (PostgresException)e) : await EachAsync(writes).ConfigureAwait(false);
        }
        // CA1031: whatever went wrong, the callers wait for an answer.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return FailAll(writes, health.Failed(e, writes: true));
        }
    }

    private static UwsException FailAll(IEnumerable<Write> writes, UwsException fault)
    {
        foreach (var write in writes)
        {
            write.Fail(fault);
        }

        return fault;
    }

    private async Task<UwsException?> EachAsync(List<Write> writes)
    {
        foreach (var write in writes)
        {
            if (await TryCommitAsync([write]).ConfigureAwait(false) is { } fault)
            {
                return FailAll(writes, fault);
            }
        }

        return null;
    }

    private UwsException? Refuse(Write write, PostgresException e)
    {
        logger.WriteRefused(database, write.Id.Value, Faults.Reason(e));
        write.Fail(Faults.Refused(e));
        return null;
    }

    private async Task AgainAsync(List<Write> writes)
    {
        for (var left = Faults.Tries; ; left--)
        {
            try
            {
                await OnceAsync(writes).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (left > 1 && Faults.MayRunAgain(e))
            {
                Faults.Refresh(pool, e);
            }
        }
    }

    /// <summary>Without an explicit transaction a batch is one: a failing command undoes those before it.</summary>
    private async Task OnceAsync(List<Write> writes)
    {
        await using var batch = pool.CreateBatch();
        foreach (var write in writes)
        {
            batch.BatchCommands.Add(write.Command());
        }

        var outcomes = new bool[writes.Count];
        await using (var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false))
        {
            for (var i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = reader.HasRows;
                await reader.NextResultAsync().ConfigureAwait(false);
            }
        }

        // The reader is closed, so the commit has been answered too.
        for (var i = 0; i < outcomes.Length; i++)
        {
            writes[i].Complete(outcomes[i]);
        }
    }
}
