using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace UwsKit.Bench;

/// <summary>
/// The bare engine: one thread that inserts a copy of one row under new ids, as many to a transaction as have queued up; write-ahead log, every commit
/// flushed (synchronous=FULL). Answers after the commit.
/// </summary>
internal sealed class SqliteBareWrites : IBareWrites
{
    private readonly Channel<Row> _queue = Channel.CreateUnbounded<Row>(new() { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _commit, _insert;
    private readonly Thread _thread;

    /// <param name="path">A database with the schema and at least one row to copy.</param>
    public SqliteBareWrites(string path)
    {
        _connection = new($"Data Source={path};Pooling=False");
        _connection.Open();
        (_begin, _commit, _insert) = (new("BEGIN IMMEDIATE", _connection), new("COMMIT", _connection), new() { Connection = _connection });
        using (var pragma = new SqliteCommand("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000", _connection))
        {
            pragma.ExecuteNonQuery();
        }

        using (var sample = new SqliteCommand("SELECT * FROM jobs ORDER BY id DESC LIMIT 1", _connection))
        using (var row = sample.ExecuteReader())
        {
            row.Read();
            var names = Enumerable.Range(0, row.FieldCount).Select(row.GetName).ToList();
            _insert.CommandText = $"INSERT INTO jobs ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(n => "@" + n))})";
            foreach (var (name, i) in names.Select((n, i) => (n, i)))
            {
                _insert.Parameters.AddWithValue("@" + name, row.GetValue(i));
            }
        }

        _thread = new(Run) { IsBackground = true };
        _thread.Start();
    }

    public string How => "one writer, group commit";

    public Task InsertAsync(string id)
    {
        var row = new Row(id);
        _queue.Writer.TryWrite(row);
        return row.Stored.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await Task.Run(_thread.Join);
        await _begin.DisposeAsync();
        await _commit.DisposeAsync();
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Run()
    {
        List<Row> batch = [];
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            _begin.ExecuteNonQuery();
            while (_queue.Reader.TryRead(out var row))
            {
                _insert.Parameters["@id"].Value = row.Id;
                _insert.ExecuteNonQuery();
                batch.Add(row);
            }

            _commit.ExecuteNonQuery();
            batch.ForEach(r => r.Stored.SetResult());
            batch.Clear();
        }
    }

    private sealed record Row(string Id)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
