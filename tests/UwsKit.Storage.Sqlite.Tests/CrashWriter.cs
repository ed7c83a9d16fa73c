namespace UwsKit.Storage.Sqlite;

/// <summary>A process that creates and updates jobs from many tasks until it is killed, and prints each id after the storage has answered.</summary>
internal static class CrashWriter
{
    public static async Task<int> RunAsync(string path)
    {
        await using var storage = new SqliteStorage(new() { Path = path });
        await storage.InitializeAsync(default);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(task => Task.Run(async () =>
        {
            for (var n = 0; ; n++)
            {
                var job = Sample.Job(JobId.New(TimeProvider.System)) with { RunId = $"{task}-{n}", OwnerId = $"owner{task}" };
                if (!await storage.TryCreateAsync(job, default))
                {
                    return;
                }

                Print($"created {job.Id}");
                if (n % 3 == 0 && await storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Executing }, default))
                {
                    Print($"updated {job.Id}");
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
