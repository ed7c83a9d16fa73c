using UwsKit.Shared;
using UwsKit.Storage.File;

namespace UwsKit.Tests.Files;

/// <summary>A process that creates, updates and deletes jobs from many tasks until it is killed, and prints each id after the storage has answered.</summary>
internal static class CrashWriter
{
    public static async Task<int> RunAsync(string root)
    {
        await using var storage = new FileStorage(new() { Root = root });
        await storage.InitializeAsync(default);
        return await CrashRun.WriteAsync(async (task, n, print) =>
        {
            var job = Records.Job() with { RunId = $"{task}-{n}", OwnerId = $"owner{task}" };
            await storage.TryCreateAsync(job, default);
            print($"created {job.Id}");
            if (n % 3 == 0)
            {
                await storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Executing }, default);
                print($"updated {job.Id}");
            }
            else if (n % 3 == 1)
            {
                print($"deleting {job.Id}");
                await storage.DeleteAsync(job.Id, default);
                print($"deleted {job.Id}");
            }
        });
    }
}
