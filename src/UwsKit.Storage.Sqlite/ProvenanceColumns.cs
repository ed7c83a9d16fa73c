using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>The columns of what is kept of a job's provenance. Thread-safe.</summary>
internal static class ProvenanceColumns
{
    public const string Keep =
        "INSERT INTO provenance (job, until, keys, document) VALUES (CAST(@job AS TEXT), @until, CAST(@keys AS TEXT), @document) "
        + "ON CONFLICT (job) DO UPDATE SET until = excluded.until, keys = excluded.keys, document = excluded.document";

    public const string Remove = "DELETE FROM provenance WHERE until IS NOT NULL AND until <= @until";

    /// <summary>In the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["job", "until", "keys", "document"];

    public static object[] Values(ProvenanceEntry entry) =>
    [
        entry.Job.Value, entry.Until is { } until ? JobColumns.Milliseconds(until) : DBNull.Value,
        JsonSerializer.Serialize(entry.Keys.Distinct(StringComparer.Ordinal)), entry.Document.ToArray(),
    ];

    /// <summary>The entry of a row that holds all but the job.</summary>
    public static ProvenanceEntry Entry(JobId job, SqliteDataReader row) => new(
        job, JsonSerializer.Deserialize<string[]>(row.GetString(1))!, row.GetFieldValue<byte[]>(2),
        row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)));
}
