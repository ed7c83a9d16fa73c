using UwsKit.Shared;

namespace UwsKit.Storage.Sqlite;

/// <summary>A process that creates and updates jobs from many tasks until it is killed, and prints each id after the storage has answered.</summary>
internal static class CrashWriter
{
    public static async Task<int> RunAsync(string path)
    {
        await using var storage = new SqliteStorage(new() { Path = path });
        await storage.InitializeAsync(default);
        return await CrashRun.WriteAsync(async (task, n, print) =>
        {
            var job = Sample.Job(JobId.New(TimeProvider.System)) with { RunId = $"{task}-{n}", OwnerId = $"owner{task}" };
            await storage.TryCreateAsync(job, default);
            print($"created {job.Id}");
            if (n % 3 == 0 && await storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Executing }, default))
            {
                print($"updated {job.Id}");
            }
        });
    }
}
