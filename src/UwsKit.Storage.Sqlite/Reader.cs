using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>One connection that reads. Used by one thread at a time.</summary>
internal sealed class Reader : IDisposable
{
    // A host uses a dozen shapes of statements; more would come from job lists that come and go.
    private const int MaxPrepared = 64;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public Reader(SqliteConnection connection)
    {
        _connection = connection;
        Schema.Execute(connection, "PRAGMA query_only = ON");
    }

    public Job? Get(JobId id)
    {
        using var row = Run(new("SELECT version, document FROM jobs WHERE id = @id", [("@id", id.Value)]));
        try
        {
            return row.Read() ? JobJson.Deserialize(row.GetFieldValue<byte[]>(1), row.GetInt64(0)) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"The record of job {id} in the job database is damaged: {e.Message}", e);
        }
    }

    public IReadOnlyList<JobSummary> List(JobQuery query)
    {
        using var row = Run(ListSql.For(query, Texts));
        List<JobSummary> found = [];
        HashSet<string> owners = [];
        var nobody = false;
        while (found.Count < query.Take && row.Read())
        {
            var job = JobColumns.Summary(row);
            // The statement gives an owner once for each manager; the first is the oldest.
            var isFirst = job.OwnerId is { } owner ? query.Placement is not { OldestPerOwner: true } || owners.Add(owner) : !nobody;
            nobody |= job.OwnerId is null && query.Placement is { OldestPerOwner: true };
            // One that is shared with several of the names comes once for each, one after the other.
            if (isFirst && (found.Count == 0 || found[^1].Id != job.Id))
            {
                found.Add(job);
            }
        }

        return found;
    }

    public ProvenanceEntry? Provenance(JobId job)
    {
        using var row = Run(new("SELECT until, keys, document FROM provenance WHERE job = @job", [("@job", job.Value)]));
        return row.Read() ? ProvenanceColumns.Entry(job, row) : null;
    }

    public IReadOnlyList<JobId> ProvenanceOf(string key, int take)
        => [.. Texts(new("SELECT job FROM provenance_keys WHERE key = CAST(@key AS TEXT) ORDER BY job DESC LIMIT @take", [("@key", JobColumns.Text(key)), ("@take", Math.Max(0, take))]))
            .Select(id => JobId.Parse(id))];

    // Ids are ASCII: none is as large as this.
    public IReadOnlyList<JobId> ProvenanceBefore(JobId? before, int take)
        => [.. Texts(new("SELECT job FROM provenance WHERE job < @before ORDER BY job DESC LIMIT @take", [("@before", before?.Value ?? "\uFFFD"), ("@take", Math.Max(0, take))]))
            .Select(id => JobId.Parse(id))];

    /// <summary>The plan of a query's statement, one line for each step: for the tests.</summary>
    public IReadOnlyList<string> Explain(JobQuery query)
    {
        var statement = ListSql.For(query, Texts);
        using var row = Run(statement with { Sql = "EXPLAIN QUERY PLAN " + statement.Sql });
        List<string> plan = [];
        while (row.Read())
        {
            plan.Add(row.GetString(3));
        }

        return plan;
    }

    public void Dispose()
    {
        Forget();
        _connection.Dispose();
    }

    private List<string> Texts(Statement statement)
    {
        using var row = Run(statement);
        List<string> texts = [];
        while (row.Read())
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }

    private SqliteDataReader Run(Statement statement)
    {
        if (!_prepared.TryGetValue(statement.Sql, out var command))
        {
            if (_prepared.Count >= MaxPrepared)
            {
                Forget();
            }

            command = Schema.Command(_connection, statement.Sql);
            _prepared.Add(statement.Sql, command);
            foreach (var (name, value) in statement.Parameters)
            {
                command.Parameters.AddWithValue(name, value);
            }
        }

        for (var i = 0; i < statement.Parameters.Count; i++)
        {
            command.Parameters[i].Value = statement.Parameters[i].Value;
        }

        return command.ExecuteReader();
    }

    private void Forget()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }
}
