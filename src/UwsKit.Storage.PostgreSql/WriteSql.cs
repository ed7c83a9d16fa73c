using System.Globalization;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// The three statements that write. Each tells the other nodes in its own transaction: what they hear is committed, and what is rolled back is never
/// heard. A row comes back when something was written.
/// </summary>
internal sealed class WriteSql(string table, string channel)
{
    public string Create { get; } = Told(JobColumns.Insert(table), channel, "version");

    public string Update { get; } = Told(JobColumns.Update(table), channel, "version");

    public string Delete { get; } = Told($"DELETE FROM {table} WHERE id = $1 RETURNING id", channel, long.MaxValue.ToString(CultureInfo.InvariantCulture));

    private static string Told(string write, string channel, string version)
        => $"WITH w AS ({write}) SELECT pg_notify('{channel}', id || ' ' || {version}) FROM w";
}
