using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>A folder of its own with a database file that does not exist yet.</summary>
public sealed class TempDatabase : IAsyncDisposable
{
    private readonly List<SqliteStorage> _open = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("uws-sqlite-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "jobs.db");

    public SqliteStorage Storage(SqliteStorageOptions? options = null)
    {
        options ??= new();
        options.Path ??= Path;
        var storage = new SqliteStorage(options);
        _open.Add(storage);
        return storage;
    }

    public async Task<SqliteStorage> OpenAsync(SqliteStorageOptions? options = null)
    {
        var storage = Storage(options);
        await storage.InitializeAsync(default);
        return storage;
    }

    /// <summary>A connection beside the storage, as another process has it.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=false;Default Timeout=10");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        Schema.Execute(connection, sql);
    }

    public string Scalar(string sql)
    {
        using var connection = Connect();
        return Convert.ToString(Schema.Scalar(connection, sql), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await storage.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
