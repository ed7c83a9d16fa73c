using System.Text.Json;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>The statements that read. Each is a transaction of its own, so it sees all that was committed before it began. Thread-safe.</summary>
internal sealed class Reader(Statements statements, string table, string leases)
{
    private readonly string _get = $"SELECT version, document FROM {table} WHERE id = $1";
    private readonly string _versions = $"SELECT id, version FROM {table} WHERE id = ANY($1)";

    // By the server's clock: those of the nodes may differ.
    private readonly string _hold = $"""
        INSERT INTO {leases} AS held VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE held.holder = excluded.holder OR held.until <= clock_timestamp()
        RETURNING 1
        """;

    // Only the holder's own row goes: whoever else asks leaves no trace.
    private readonly string _ask = $"""
        WITH own AS (DELETE FROM {leases} WHERE name = $1 AND holder = $2)
        SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {leases} WHERE name = $1 AND holder <> $2 AND until > clock_timestamp())
        """;

    public Task<Job?> GetAsync(JobId id, CancellationToken ct) => statements.RunAsync(new Statement(_get, [id.Value]), async (row, token) =>
    {
        try
        {
            return await row.ReadAsync(token).ConfigureAwait(false) ? JobJson.Deserialize(row.GetFieldValue<byte[]>(1), row.GetInt64(0)) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"The record of job {id} in the job database is damaged: {e.Message}", e);
        }
    }, ct);

    public Task<IReadOnlyDictionary<JobId, long>> VersionsAsync(IReadOnlyCollection<JobId> ids, CancellationToken ct)
        => statements.RunAsync<IReadOnlyDictionary<JobId, long>>(new Statement(_versions, [ids.Select(id => id.Value).ToArray()]), async (row, token) =>
        {
            Dictionary<JobId, long> versions = new(ids.Count);
            while (await row.ReadAsync(token).ConfigureAwait(false))
            {
                versions[JobId.Parse(row.GetString(0), null)] = row.GetInt64(1);
            }

            return versions;
        }, ct);

    /// <summary>No read, yet as harmless to run again.</summary>
    public Task<bool> HoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
        => statements.RunAsync(
            time > TimeSpan.Zero ? new Statement(_hold, [name, holder, (long)time.TotalMilliseconds]) : new Statement(_ask, [name, holder]),
            (row, token) => row.ReadAsync(token), ct, writes: true);

    public async Task<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
        => await StatementAsync(query, ct).ConfigureAwait(false) is { } statement
            ? await statements.RunAsync(statement, (row, token) => PageAsync(query, row, token), ct).ConfigureAwait(false) : [];

    /// <summary>The plan of a query's statement, one line for each step: for the tests.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(JobQuery query, string options, CancellationToken ct)
    {
        var statement = (await StatementAsync(query, ct).ConfigureAwait(false))!;
        return await statements.RunAsync(statement with { Sql = $"EXPLAIN ({options}) {statement.Sql}" }, TextsAsync, ct).ConfigureAwait(false);
    }

    /// <summary>Null when there is no key, and so no job either.</summary>
    private async Task<Statement?> StatementAsync(JobQuery query, CancellationToken ct)
    {
        if (ListSql.Many(query, table) is { } many && (await statements.RunAsync(many, TextsAsync, ct).ConfigureAwait(false)).Count == 0)
        {
            return ListSql.ByText(query, table);
        }

        IReadOnlyList<string>? keys = null;
        if (ListSql.Keys(query, table) is { } statement)
        {
            keys = await statements.RunAsync(statement, TextsAsync, ct).ConfigureAwait(false);
            if (keys.Count == 0)
            {
                return null;
            }
        }

        return ListSql.For(query, table, keys);
    }

    private static async Task<IReadOnlyList<JobSummary>> PageAsync(JobQuery query, NpgsqlDataReader row, CancellationToken ct)
    {
        List<JobSummary> found = [];
        HashSet<string> owners = [];
        var nobody = false;
        while (found.Count < query.Take && await row.ReadAsync(ct).ConfigureAwait(false))
        {
            var job = JobColumns.Summary(row);
            // The statement gives an owner once for each manager; the first is the oldest.
            var isFirst = query.Placement is not { OldestPerOwner: true } || (job.OwnerId is { } owner ? owners.Add(owner) : !nobody);
            nobody |= job.OwnerId is null;
            if (isFirst)
            {
                found.Add(job);
            }
        }

        return found;
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlDataReader row, CancellationToken ct)
    {
        List<string> texts = [];
        while (await row.ReadAsync(ct).ConfigureAwait(false))
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }
}
