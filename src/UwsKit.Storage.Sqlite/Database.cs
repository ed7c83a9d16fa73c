using System.Globalization;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>The database file: makes it ready and opens connections to it. Thread-safe.</summary>
internal sealed class Database
{
    private readonly string _connectionString;
    private readonly string _pragmas;

    /// <exception cref="UwsConfigurationException">There is no path, or it cannot be one.</exception>
    public Database(SqliteStorageOptions options)
    {
        Path = FullPath(options.Path);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        }.ToString();

        // fullfsync: on macOS a plain fsync leaves the data in the disk's cache. journal_size_limit: a log that once grew is cut again.
        _pragmas = string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864
            """);
    }

    /// <summary>The absolute path of the file.</summary>
    public string Path { get; }

    /// <summary>Makes folder, file and schema.</summary>
    /// <returns>The schema version before.</returns>
    /// <exception cref="UwsConfigurationException">The path cannot be used.</exception>
    /// <exception cref="UwsException">The database is busy, damaged, or the disk is full.</exception>
    public int Prepare(IReadOnlyList<string> migrations)
    {
        MakeFolder();
        MakePrivateFile();
        try
        {
            using var connection = Open();
            if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle!, "main") == 1)
            {
                throw Faults.ReadOnly(Path);
            }

            Schema.Check(connection, Path, migrations.Count);
            return Schema.Scalar(connection, "PRAGMA journal_mode = WAL") is "wal"
                ? Schema.Migrate(connection, Path, migrations)
                : throw Faults.Configuration(Path, "the file system does not carry SQLite's write-ahead log; allowed: a file on a local disk");
        }
        catch (SqliteException e)
        {
            throw Faults.Opening(e, Path);
        }
    }

    /// <summary>Opens a connection. SQLite waits for other processes as long as the options say.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            Schema.Execute(connection, _pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string FullPath(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw Faults.Configuration(path, "a value is needed; allowed: the path of the database file");
        }

        if (path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw Faults.Configuration(path.Replace('\0', '?'), "this is not a plain path; allowed: the path of the database file");
        }

        return System.IO.Path.GetFullPath(path);
    }

    /// <summary>
    /// Jobs are their owners' business: a new file is for this account only, and SQLite gives the log beside it the same mode. An existing file is
    /// not touched: to open and close it here would give up the locks that SQLite holds on it in this process.
    /// </summary>
    private void MakePrivateFile()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            new FileStream(Path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is there already, or SQLite says next why it cannot be.
        }
    }

    private void MakeFolder()
    {
        if (Directory.Exists(Path))
        {
            throw Faults.Configuration(Path, "this is a folder; allowed: the path of the database file");
        }

        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Faults.Configuration(Path, $"its folder cannot be made ({e.Message.ReplaceLineEndings(" ")}); allowed: a folder where this process may make files");
        }
    }
}
