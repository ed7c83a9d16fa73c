using System.Globalization;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Writes within limits: each in a transaction of its own that first takes the owner's lock, so that of all nodes one counts and writes at a time. Thread-safe.
/// </summary>
internal sealed class QuotaWriter(NpgsqlDataSource pool, Health health, string table, string database, Microsoft.Extensions.Logging.ILogger logger)
{
    // "UWQ1": with a hash the key of an owner's lock. Owners that share a hash wait for each other, no more.
    private const int LockClass = 0x55575131;

    private static readonly string Active = In(PhaseRules.Active), Listed = In(PhaseSet.Listed);

    /// <exception cref="UwsException">The database is away (then nobody knows whether the write was done), or refuses the record.</exception>
    public async Task<QuotaVerdict> WriteAsync(Job job, OwnerLimits limits, string sql, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (health.Begin(writes: true, out var asks) is { } away)
        {
            throw away;
        }

        try
        {
            var verdict = await AgainAsync(job, limits, sql).ConfigureAwait(false);
            health.Worked(wrote: true);
            return verdict;
        }
        catch (Exception e) when (Faults.ConcernsOneWrite(e))
        {
            logger.WriteRefused(database, job.Id.Value, Faults.Reason(e));
            throw Faults.Refused((PostgresException)e);
        }
        catch (Exception e) when (Faults.IsFault(e))
        {
            throw health.Failed(e, writes: true);
        }
        finally
        {
            health.End(asks);
        }
    }

    private async Task<QuotaVerdict> AgainAsync(Job job, OwnerLimits limits, string sql)
    {
        for (var left = Faults.Tries; ; left--)
        {
            try
            {
                return await OnceAsync(job, limits, sql).ConfigureAwait(false);
            }
            catch (Exception e) when (left > 1 && Faults.MayRunAgain(e))
            {
                Faults.Refresh(pool, e);
            }
        }
    }

    // CA2100: the texts are made of constants and the checked name of the table; values are bound as parameters.
#pragma warning disable CA2100
    private async Task<QuotaVerdict> OnceAsync(Job job, OwnerLimits limits, string sql)
    {
        await using var connection = await pool.OpenConnectionAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        var (list, owner) = (ColumnText.Encode(job.JobList), ColumnText.EncodeOwner(job.OwnerId));
        await using (var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({LockClass}, hashtext('{table}' || $1 || $2))", connection))
        {
            hold.Parameters.Add(new() { Value = list });
            hold.Parameters.Add(new() { Value = owner });
            await hold.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        // A statement of its own: it sees what was committed until the lock was had.
        var verdict = await JudgeAsync(connection, job, limits, list, owner).ConfigureAwait(false);
        if (verdict is not QuotaVerdict.Written)
        {
            return verdict;
        }

        await using var write = new NpgsqlCommand(sql, connection);
        foreach (var parameter in JobColumns.Parameters(job))
        {
            write.Parameters.Add(parameter);
        }

        await using (var row = await write.ExecuteReaderAsync().ConfigureAwait(false))
        {
            verdict = row.HasRows ? QuotaVerdict.Written : QuotaVerdict.Conflict;
        }

        await transaction.CommitAsync().ConfigureAwait(false);
        return verdict;
    }

    private async Task<QuotaVerdict> JudgeAsync(NpgsqlConnection connection, Job job, OwnerLimits limits, string list, string owner)
    {
        var phases = limits is { StoredJobs: null, StoredBytes: null } ? Active : Listed;
        await using var count = new NpgsqlCommand($"""
            SELECT count(*) FILTER (WHERE phase IN ({Active})), count(*), coalesce(sum(bytes), 0)::bigint FROM {table}
            WHERE job_list = $1 AND owner = $2 AND phase IN ({phases}) AND NOT deleted AND id <> $3
            """, connection);
        count.Parameters.Add(new() { Value = list });
        count.Parameters.Add(new() { Value = owner });
        count.Parameters.Add(new() { Value = job.Id.Value });
        await using var row = await count.ExecuteReaderAsync().ConfigureAwait(false);
        await row.ReadAsync().ConfigureAwait(false);
        return limits.Judge(row.GetInt64(0) + (PhaseRules.Active.Contains(job.Phase) ? 1 : 0), row.GetInt64(1) + 1, row.GetInt64(2) + job.StoredBytes);
    }
#pragma warning restore CA2100

    private static string In(PhaseSet phases) => string.Join(", ", phases.Select(p => ((int)p).ToString(CultureInfo.InvariantCulture)));
}
