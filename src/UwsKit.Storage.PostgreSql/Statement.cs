using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>A text with the values of <c>$1</c>, <c>$2</c>… (texts and bigints). Equal shapes have equal texts, so that PostgreSQL prepares each once.</summary>
internal sealed record Statement(string Sql, IReadOnlyList<object> Values)
{
    // CA2100: the texts are built from constants and numbers; values are bound as parameters.
#pragma warning disable CA2100
    public NpgsqlCommand On(NpgsqlDataSource pool)
    {
        var command = pool.CreateCommand(Sql);
#pragma warning restore CA2100
        foreach (var value in Values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
