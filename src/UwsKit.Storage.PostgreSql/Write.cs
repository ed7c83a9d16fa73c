using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>One write on its way to a commit. The caller has done all the work that needs no database.</summary>
internal sealed class Write(JobId id, string sql, IReadOnlyList<NpgsqlParameter> parameters)
{
    // Continuations elsewhere: the writer must not run its callers' code.
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JobId Id { get; } = id;

    /// <summary>Whether a row was written, once its transaction is committed.</summary>
    public Task<bool> Answer => _answer.Task;

    // CA2100: the texts are those of WriteSql.
#pragma warning disable CA2100
    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }

    public void Complete(bool outcome) => _answer.TrySetResult(outcome);

    public void Fail(Exception fault) => _answer.TrySetException(fault);
}
