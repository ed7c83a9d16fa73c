using UwsKit.Storage.File;

namespace UwsKit.Tests.Files;

/// <summary>A process that creates, updates and deletes jobs from many tasks until it is killed, and prints each id after the storage has answered.</summary>
internal static class CrashWriter
{
    public static async Task<int> RunAsync(string root)
    {
        await using var storage = new FileStorage(new() { Root = root });
        await storage.InitializeAsync(default);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(task => Task.Run(async () =>
        {
            for (var n = 0; ; n++)
            {
                var job = Records.Job() with { RunId = $"{task}-{n}", OwnerId = $"owner{task}" };
                await storage.TryCreateAsync(job, default);
                Print($"created {job.Id}");
                if (n % 3 == 0)
                {
                    await storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Executing }, default);
                    Print($"updated {job.Id}");
                }
                else if (n % 3 == 1)
                {
                    Print($"deleting {job.Id}");
                    await storage.DeleteAsync(job.Id, default);
                    Print($"deleted {job.Id}");
                }
            }
        })));
        return 1;

        void Print(string line)
        {
            lock (gate)
            {
                output.WriteLine(line);
            }
        }
    }
}
