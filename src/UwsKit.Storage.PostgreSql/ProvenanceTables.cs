using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace UwsKit.Storage.PostgreSql;

/// <summary>What is kept of jobs' provenance: a row a job, and a row for each of its keys. Thread-safe.</summary>
internal sealed class ProvenanceTables(NpgsqlDataSource pool, Health health, Statements statements, string schema, string database, ILogger logger)
{
    private const int RemovedAtOnce = 500;

    // The first takes the row's lock, so that of many who write one entry the keys too are the last one's. Each sees what was committed until it began.
    private readonly string _keep = $"""
        INSERT INTO {schema}.provenance (job, until, keys, document) VALUES ($1, $2, $3, $4)
        ON CONFLICT (job) DO UPDATE SET until = excluded.until, keys = excluded.keys, document = excluded.document
        """;

    private readonly string _dropKeys = $"DELETE FROM {schema}.provenance_keys WHERE job = $1 AND key <> ALL ($2)";
    private readonly string _addKeys = $"INSERT INTO {schema}.provenance_keys (key, job) SELECT key, $1 FROM unnest($2) key ON CONFLICT DO NOTHING";

    private readonly string _find = $"SELECT until, keys, document FROM {schema}.provenance WHERE job = $1";
    private readonly string _findJobs = $"SELECT job FROM {schema}.provenance_keys WHERE key = $1 ORDER BY job DESC LIMIT $2";
    private readonly string _list = $"SELECT job FROM {schema}.provenance WHERE job < $1 ORDER BY job DESC LIMIT $2";

    // Another node that removes at this time has its own rows: nobody waits for anybody.
    private readonly string _remove = $"""
        DELETE FROM {schema}.provenance WHERE job = ANY (ARRAY(SELECT job FROM {schema}.provenance WHERE until <= $1 ORDER BY until LIMIT {RemovedAtOnce} FOR UPDATE SKIP LOCKED))
        RETURNING job
        """;

    /// <summary>Keeps an entry in one transaction. When its answer is lost, nobody knows whether it is kept; doing it again is harmless.</summary>
    public Task KeepAsync(ProvenanceEntry entry, CancellationToken ct) => health.CallAsync(async () =>
    {
        string[] keys = [.. entry.Keys.Select(ColumnText.Encode).Distinct(StringComparer.Ordinal)];
        for (var left = Faults.Tries; ; left--)
        {
            try
            {
                return await KeepOnceAsync(entry, keys, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (left > 1 && Faults.MayRunAgain(e))
            {
                Faults.Refresh(pool, e);
            }
            catch (Exception e) when (Faults.ConcernsOneWrite(e))
            {
                logger.WriteRefused(database, entry.Job.Value, Faults.Reason(e));
                throw Faults.Refused((PostgresException)e);
            }
        }
    }, writes: true, ct);

    public Task<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => statements.RunAsync(new(_find, [job.Value]), async (row, token) =>
        await row.ReadAsync(token).ConfigureAwait(false)
            ? new ProvenanceEntry(job, [.. row.GetFieldValue<string[]>(1).Select(ColumnText.Decode)], row.GetFieldValue<byte[]>(2), row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)))
            : null, ct);

    public Task<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
        => statements.RunAsync(new(_findJobs, [ColumnText.Encode(key), (long)Math.Max(0, take)]), JobsAsync, ct);

    // Ids are ASCII: none is as large as this.
    public Task<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
        => statements.RunAsync(new(_list, [before?.Value ?? "\uFFFD", (long)Math.Max(0, take)]), JobsAsync, ct);

    public async Task RemoveAsync(DateTimeOffset until, CancellationToken ct)
    {
        // In small transactions: after a policy was changed a million may be due.
        while ((await statements.RunAsync(new(_remove, [JobColumns.Milliseconds(until)]), JobsAsync, ct, writes: true).ConfigureAwait(false)).Count == RemovedAtOnce)
        {
        }
    }

    private async Task<bool> KeepOnceAsync(ProvenanceEntry entry, string[] keys, CancellationToken ct)
    {
        // Without an explicit transaction a batch is one.
        await using var batch = pool.CreateBatch();
        Add(batch, _keep, entry.Job.Value, entry.Until is { } until ? JobColumns.Milliseconds(until) : null, keys, entry.Document);
        Add(batch, _dropKeys, entry.Job.Value, keys);
        Add(batch, _addKeys, entry.Job.Value, keys);
        await batch.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        return true;
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        // CA2100: the texts are constants with the checked name of the schema.
#pragma warning disable CA2100
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = DBNull.Value } : new() { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    private static async Task<IReadOnlyList<JobId>> JobsAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        List<JobId> jobs = [];
        while (await row.ReadAsync(ct).ConfigureAwait(false))
        {
            jobs.Add(JobId.Parse(row.GetString(0)));
        }

        return jobs;
    }
}
