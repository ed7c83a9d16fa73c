using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// A prepared statement that writes one row. The driver's command finds each parameter by its name and makes a binder for each value at every execution; here
/// that is done once, for writes come by the ten thousand a second. Used by one thread at a time.
/// </summary>
internal sealed class WriteStatement(SqliteConnection connection, string sql, IReadOnlyList<string> names) : IDisposable
{
    private readonly sqlite3 _database = connection.Handle!;
    private sqlite3_stmt? _statement;
    private int[] _positions = [];

    /// <summary>Runs it with these values: whether a row was written.</summary>
    /// <exception cref="SqliteException">SQLite refused it; the row is as it was before.</exception>
    public bool Execute(ReadOnlySpan<object> values)
    {
        var statement = _statement ??= Prepare();
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                Check(Bind(statement, _positions[i], values[i]));
            }

            Check(raw.sqlite3_step(statement));
            return raw.sqlite3_changes(_database) > 0;
        }
        finally
        {
            // Gives the step's fault once more; the values are SQLite's own copies and need not stay.
            _ = raw.sqlite3_reset(statement);
            _ = raw.sqlite3_clear_bindings(statement);
        }
    }

    public void Dispose() => _statement?.Dispose();

    // Within the first transaction, when nobody else holds a lock: unlike the driver's commands this one does not wait.
    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        _positions = [.. names.Select(n => raw.sqlite3_bind_parameter_index(statement, "@" + n))];
        return statement;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    private static int Bind(sqlite3_stmt statement, int position, object value) => value switch
    {
        string text => BindText(statement, position, text),
        long number => raw.sqlite3_bind_int64(statement, position, number),
        byte[] bytes => raw.sqlite3_bind_blob(statement, position, bytes),
        _ => raw.sqlite3_bind_null(statement, position),
    };

    private static int BindText(sqlite3_stmt statement, int position, string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return raw.sqlite3_bind_text(statement, position, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
