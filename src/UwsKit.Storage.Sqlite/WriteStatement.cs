using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// A prepared statement that writes one row. The driver's command finds each parameter by its name and makes a binder for each value at every execution; here
/// that is done once, for writes come by the ten thousand a second. Used by one thread at a time.
/// </summary>
internal sealed class WriteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _positions;

    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">One statement, a constant of this assembly.</param>
    /// <param name="names">Its parameters, in the order in which values are given.</param>
    public WriteStatement(SqliteConnection connection, string sql, IEnumerable<string> names)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _database);
        _positions = [.. names.Select(n => raw.sqlite3_bind_parameter_index(_statement, "@" + n))];
    }

    /// <summary>Runs it with these values: whether a row was written.</summary>
    /// <exception cref="SqliteException">SQLite refused it; the row is as it was before.</exception>
    public bool Execute(ReadOnlySpan<object> values)
    {
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(Bind(_positions[i], values[i]));
            }

            Check(raw.sqlite3_step(_statement));
            return raw.sqlite3_changes(_database) > 0;
        }
        finally
        {
            // Gives the step's fault once more; the values are SQLite's own copies and need not stay.
            _ = raw.sqlite3_reset(_statement);
            _ = raw.sqlite3_clear_bindings(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    private int Bind(int position, object value) => value switch
    {
        string text => BindText(position, text),
        long number => raw.sqlite3_bind_int64(_statement, position, number),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, position, bytes),
        _ => raw.sqlite3_bind_null(_statement, position),
    };

    private int BindText(int position, string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return raw.sqlite3_bind_text(_statement, position, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
