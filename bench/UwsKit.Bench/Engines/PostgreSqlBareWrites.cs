using System.Threading.Channels;
using Npgsql;

namespace UwsKit.Bench;

/// <summary>
/// The bare engine: eight connections, each inserting a copy of one row under the id that waits longest, one prepared statement and one flushed commit
/// for each.
/// </summary>
internal sealed class PostgreSqlBareWrites : IBareWrites
{
    private const int Connections = 8;
    private readonly Channel<Row> _queue = Channel.CreateUnbounded<Row>();
    private readonly NpgsqlDataSource _source;
    private readonly Task _loops;

    private PostgreSqlBareWrites(NpgsqlDataSource source, string insert, object[] values)
    {
        _source = source;
        _loops = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => RunAsync(insert, values))));
    }

    public string How => $"{Connections} connections";

    /// <param name="connection">The server.</param>
    /// <param name="table">A table that has one row to copy; the first column is the id.</param>
    public static async Task<IBareWrites> OpenAsync(string connection, string table)
    {
        var source = NpgsqlDataSource.Create(connection + ";Maximum Pool Size=10");
        await using var sample = source.CreateCommand($"SELECT * FROM {table} LIMIT 1");
        await using var row = await sample.ExecuteReaderAsync();
        await row.ReadAsync();
        var values = new object[row.FieldCount];
        row.GetValues(values);
        return new PostgreSqlBareWrites(source, $"INSERT INTO {table} VALUES ({string.Join(", ", values.Select((_, i) => $"${i + 1}"))})", values);
    }

    public Task InsertAsync(string id)
    {
        var row = new Row(id);
        _queue.Writer.TryWrite(row);
        return row.Stored.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _loops;
        await _source.DisposeAsync();
    }

    private async Task RunAsync(string insert, object[] values)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(insert, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await foreach (var row in _queue.Reader.ReadAllAsync())
        {
            command.Parameters[0].Value = row.Id;
            if (!command.IsPrepared)
            {
                await command.PrepareAsync();
            }

            await command.ExecuteNonQueryAsync();
            row.Stored.SetResult();
        }
    }

    private sealed record Row(string Id)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
