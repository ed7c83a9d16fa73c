using Npgsql;
using NpgsqlTypes;

namespace UwsKit.Storage.PostgreSql;

/// <summary>The columns of a job: from the record into parameters, and from a row into a list's line. Thread-safe.</summary>
internal static class JobColumns
{
    private const NpgsqlDbType Text = NpgsqlDbType.Text, Long = NpgsqlDbType.Bigint, Int = NpgsqlDbType.Integer;

    // The order is that of Values and of Summary.
    private static readonly (string Name, NpgsqlDbType Type)[] Columns =
    [
        ("id", Text), ("job_list", Text), ("owner", Text), ("run_id", Text), ("phase", Int), ("created", Long), ("queued", Long), ("started", Long),
        ("ended", Long), ("due", Long), ("deleted", NpgsqlDbType.Boolean), ("version", Long), ("p_state", Int), ("p_manager", Text), ("p_node", Text),
        ("p_backend", Text), ("p_attempt", Int), ("p_since", Long), ("p_lost", Long), ("p_exit", Int), ("bytes", Long),
        ("shares", NpgsqlDbType.Array | Text), ("document", Text),
    ];

    /// <summary>The columns that make a <see cref="JobSummary"/>, in the order of <see cref="Summary"/>.</summary>
    public static string Listed { get; } = string.Join(", ", Columns[..^2].Select(c => c.Name));

    /// <summary>As <see cref="Listed"/>, out of <c>jobs</c> and <c>job_shares s</c>, whose index gives the order.</summary>
    public static string ListedShared { get; } =
        string.Join(", ", Columns[..^2].Select(c => c.Name switch { "id" => "s.job AS id", "created" => "s.at AS created", _ => c.Name }));

    public static string Insert(string table)
        => $"INSERT INTO {table} ({Listed}, shares, document) VALUES ({string.Join(", ", Columns.Select((_, i) => $"${i + 1}"))}) ON CONFLICT (id) DO NOTHING RETURNING id, version";

    public static string Update(string table)
        => $"UPDATE {table} SET {string.Join(", ", Columns.Select((c, i) => c.Name switch { "id" => null, "version" => "version = jobs.version + 1", _ => $"{c.Name} = ${i + 1}" }).OfType<string>())} "
        + "WHERE id = $1 AND version = $12 RETURNING id, version";

    /// <summary>The values of the columns as parameters.</summary>
    public static IReadOnlyList<NpgsqlParameter> Parameters(Job job)
    {
        var p = job.Placement;
        object?[] values =
        [
            job.Id.Value, Encode(job.JobList), ColumnText.EncodeOwner(job.OwnerId), Encode(job.RunId), (int)job.Phase, Milliseconds(job.CreationTime),
            OrNull(job.QueuedAt), OrNull(job.StartTime), OrNull(job.EndTime), OrNull(job.DueAt), job.Deleted, job.Version,
            p is null ? null : (int)p.State, Encode(p?.Manager), Encode(p?.Node), Encode(p?.BackendId), p?.Attempt,
            OrNull(p?.Since), OrNull(p?.LostSince), p?.ExitCode, job.StoredBytes,
            job.SharedNames is { Count: > 0 } names ? names.Select(ColumnText.Encode).Distinct(StringComparer.Ordinal).ToArray() : null, JobJson.Serialize(job),
        ];
        return [.. values.Select((value, i) => new NpgsqlParameter { NpgsqlDbType = Columns[i].Type, Value = value ?? DBNull.Value })];
    }

    /// <summary>The line of a row that holds <see cref="Listed"/>.</summary>
    public static JobSummary Summary(NpgsqlDataReader row) => new()
    {
        Id = JobId.Parse(row.GetString(0)),
        JobList = ColumnText.Decode(row.GetString(1)),
        OwnerId = ColumnText.DecodeOwner(row.GetString(2)),
        RunId = OrNull(row, 3),
        Phase = (ExecutionPhase)row.GetInt32(4),
        CreationTime = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        QueuedAt = Instant(row, 6),
        StartTime = Instant(row, 7),
        EndTime = Instant(row, 8),
        DueAt = Instant(row, 9),
        Deleted = row.GetBoolean(10),
        Version = row.GetInt64(11),
        Placement = row.IsDBNull(12) ? null : new(
            ColumnText.Decode(row.GetString(13)), (PlacementState)row.GetInt32(12), row.GetInt32(16), OrNull(row, 14), OrNull(row, 15),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(17)), Instant(row, 18), row.IsDBNull(19) ? null : row.GetInt32(19)),
        StoredBytes = row.GetInt64(20),
    };

    /// <summary>Unix milliseconds; what is finer is cut (towards the past, also before 1970).</summary>
    public static long Milliseconds(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    private static string? Encode(string? text) => text is null ? null : ColumnText.Encode(text);

    private static long? OrNull(DateTimeOffset? instant) => instant is { } i ? Milliseconds(i) : null;

    private static string? OrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : ColumnText.Decode(row.GetString(column));

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column)
        => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
