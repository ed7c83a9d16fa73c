using System.Globalization;
using Microsoft.Data.Sqlite;

namespace UwsKit.Storage.Sqlite;

/// <summary>Counts what an owner has in a list, on the writing connection: nobody writes between the count and the write. Used by one thread at a time.</summary>
internal sealed class OwnerUsage(SqliteConnection connection)
{
    private static readonly string Active = In(PhaseRules.Active), Listed = In(PhaseSet.Listed);

    /// <summary>Which limit the write would break; <see cref="QuotaVerdict.Written"/> = none.</summary>
    public QuotaVerdict Judge(OwnerScope scope)
    {
        var (job, limits) = (scope.Job, scope.Limits);
        var active = limits.ActiveJobs is null ? 0 : Number(job, "count(*)", Active) + (PhaseRules.Active.Contains(job.Phase) ? 1 : 0);
        var stored = limits.StoredJobs is null ? 0 : Number(job, "count(*)", Listed) + 1;
        var bytes = limits.StoredBytes is null ? 0 : Number(job, "coalesce(sum(bytes), 0)", Listed) + job.StoredBytes;
        return limits.Judge(active, stored, bytes);
    }

    private long Number(Job job, string what, string phases)
    {
        using var command = Schema.Command(connection, $"""
            SELECT {what} FROM jobs INDEXED BY jobs_owner
            WHERE job_list = CAST(@list AS TEXT) AND owner IS CAST(@owner AS TEXT) AND phase IN ({phases}) AND deleted = 0 AND id <> @id
            """);
        command.Parameters.AddWithValue("@list", JobColumns.Text(job.JobList));
        command.Parameters.AddWithValue("@owner", JobColumns.Text(job.OwnerId));
        command.Parameters.AddWithValue("@id", job.Id.Value);
        return (long)command.ExecuteScalar()!;
    }

    private static string In(PhaseSet phases) => string.Join(", ", phases.Select(p => ((int)p).ToString(CultureInfo.InvariantCulture)));
}
