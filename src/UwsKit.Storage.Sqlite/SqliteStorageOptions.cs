using System.ComponentModel.DataAnnotations;

namespace UwsKit.Storage.Sqlite;

/// <summary>Settings of <see cref="SqliteStorage"/>; the property names are the keys of the configuration section.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>
    /// The database file, absolute or relative to the working directory. The file and its folder are made when they are not there. It must lie on a
    /// local disk: SQLite's write-ahead log needs memory shared by all processes that use the file.
    /// </summary>
    [Required]
    public string? Path { get; set; }

    /// <summary>How long a write waits for another process that is writing to the same file.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many writes may share one commit.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;
}
