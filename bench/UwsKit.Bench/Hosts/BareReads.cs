using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace UwsKit.Bench;

/// <summary>The least that a read of a row costs through the same driver: pooled connections, one prepared statement, the bytes of the document.</summary>
internal sealed class BareReads(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteCommand> _idle = [];

    public byte[] Read(string id)
    {
        if (!_idle.TryTake(out var command))
        {
            var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            command = new("SELECT version, document FROM jobs WHERE id = @id", connection);
            command.Parameters.Add("@id", SqliteType.Text);
            command.Prepare();
        }

        command.Parameters[0].Value = id;
        byte[] document;
        using (var row = command.ExecuteReader())
        {
            document = row.Read() ? row.GetFieldValue<byte[]>(1) : throw new InvalidOperationException($"There is no row '{id}'.");
        }

        _idle.Add(command);
        return document;
    }

    public void Dispose()
    {
        foreach (var command in _idle)
        {
            command.Connection!.Dispose();
            command.Dispose();
        }
    }
}
