using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>The columns of a job: from the record into parameters, and from a row into a list's line. Thread-safe.</summary>
internal static class JobColumns
{
    /// <summary>All columns, in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "id", "job_list", "owner", "run_id", "phase", "created", "queued", "started", "ended", "due", "deleted", "version",
        "p_state", "p_manager", "p_node", "p_backend", "p_attempt", "p_since", "p_lost", "p_exit", "bytes", "shares", "document",
    ];

    private static readonly HashSet<string> Texts = ["id", "job_list", "owner", "run_id", "p_manager", "p_node", "p_backend", "shares"];

    /// <summary>The columns that make a <see cref="JobSummary"/>, in the order of <see cref="Summary"/>.</summary>
    public static string Listed { get; } = string.Join(", ", Names.SkipLast(2));

    public static string Insert { get; } =
        $"INSERT INTO jobs ({string.Join(", ", Names)}) VALUES ({string.Join(", ", Names.Select(Value))}) ON CONFLICT (id) DO NOTHING";

    public static string Update { get; } =
        $"UPDATE jobs SET {string.Join(", ", Names.Where(n => n is not ("id" or "version")).Select(n => $"{n} = {Value(n)}"))}, version = @version + 1 "
        + "WHERE id = @id AND version = @version";

    /// <summary>As <see cref="Update"/>, if the job stays in the index of shared jobs as it is.</summary>
    public static string UpdateOnly { get; } =
        $"{Update} AND shares IS {Value("shares")} AND (shares IS NULL OR (created = @created AND job_list = {Value("job_list")}))";

    /// <summary>The values of the columns, in the order of <see cref="Names"/>: texts, 64-bit numbers, bytes or DBNull.</summary>
    public static object[] Values(Job job)
    {
        var p = job.Placement;
        return
        [
            job.Id.Value, Text(job.JobList), Text(job.OwnerId), Text(job.RunId), (long)job.Phase, Milliseconds(job.CreationTime),
            OrNull(job.QueuedAt), OrNull(job.StartTime), OrNull(job.EndTime), OrNull(job.DueAt), job.Deleted ? 1L : 0L, job.Version,
            p is null ? DBNull.Value : (long)p.State, Text(p?.Manager), Text(p?.Node), Text(p?.BackendId), p is null ? DBNull.Value : (long)p.Attempt,
            OrNull(p?.Since), OrNull(p?.LostSince), p?.ExitCode is { } exit ? (long)exit : DBNull.Value, job.StoredBytes,
            job.SharedNames is { Count: > 0 } names ? JsonSerializer.Serialize(names) : DBNull.Value, JobJson.Serialize(job),
        ];
    }

    /// <summary>The line of a row that holds <see cref="Listed"/>.</summary>
    public static JobSummary Summary(SqliteDataReader row) => new()
    {
        Id = JobId.Parse(row.GetString(0)),
        JobList = row.GetString(1),
        OwnerId = Text(row, 2),
        RunId = Text(row, 3),
        Phase = (ExecutionPhase)row.GetInt32(4),
        CreationTime = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        QueuedAt = Instant(row, 6),
        StartTime = Instant(row, 7),
        EndTime = Instant(row, 8),
        DueAt = Instant(row, 9),
        Deleted = row.GetInt64(10) != 0,
        Version = row.GetInt64(11),
        Placement = row.IsDBNull(12) ? null : new(
            row.GetString(13), (PlacementState)row.GetInt32(12), row.GetInt32(16), Text(row, 14), Text(row, 15),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(17)), Instant(row, 18), row.IsDBNull(19) ? null : row.GetInt32(19)),
        StoredBytes = row.GetInt64(20),
    };

    /// <summary>Unix milliseconds; what is finer is cut (towards the past, also before 1970).</summary>
    public static long Milliseconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    /// <summary>
    /// A text as parameter. The driver cuts a longer text at its first U+0000, so such a text goes as bytes; every statement therefore casts its text
    /// parameters to TEXT, which keeps the bytes.
    /// </summary>
    public static object Text(string? text)
        => text is null ? DBNull.Value : text.Contains('\0', StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : text;

    private static string Value(string name) => Texts.Contains(name) ? $"CAST(@{name} AS TEXT)" : "@" + name;

    private static object OrNull(DateTimeOffset? instant) => instant is { } i ? Milliseconds(i) : DBNull.Value;

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Instant(SqliteDataReader row, int column)
        => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
