namespace UwsKit.Bench;

/// <summary>Fills a storage with jobs as a service has them after a while: most completed, with parameters and results.</summary>
internal static class Seed
{
    public static async Task<IReadOnlyList<JobId>> FillAsync(IStorage storage, int count, ExecutionPhase? phase = null)
    {
        var random = new Random(1);
        var start = TimeProvider.System.Now() - TimeSpan.FromDays(3);
        var jobs = Enumerable.Range(0, count).Select(i => Make(start.AddSeconds(i * 2), random, phase ?? Draw(random))).ToList();
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (job, ct) => await storage.TryCreateAsync(job, ct));
        return [.. jobs.Select(j => j.Id)];
    }

    private static ExecutionPhase Draw(Random random) => random.Next(20) switch
    {
        0 => ExecutionPhase.Pending, 1 => ExecutionPhase.Error, 2 => ExecutionPhase.Aborted, _ => ExecutionPhase.Completed,
    };

    public static Job Make(DateTimeOffset created, Random random, ExecutionPhase phase)
    {
        var ran = phase is ExecutionPhase.Completed or ExecutionPhase.Error;
        return new()
        {
            Id = JobId.New(TimeProvider.System),
            JobList = "sim",
            RunId = $"run-{random.Next(1000)}",
            Phase = phase,
            CreationTime = created,
            QueuedAt = ran ? created.AddSeconds(1) : null,
            StartTime = ran ? created.AddSeconds(2) : null,
            EndTime = phase == ExecutionPhase.Pending ? null : created.AddSeconds(60),
            Destruction = created.AddDays(30),
            ExecutionDuration = TimeSpan.FromHours(1),
            Executed = ran ? TimeSpan.FromSeconds(58) : default,
            Description = new("sim", "1.0", new string('a', 64)),
            Parameters = [new("target", "Crab Nebula"), new("seed", $"{random.Next()}"), new("emin", "0.1"), new("emax", "100")],
            Results = phase != ExecutionPhase.Completed ? [] :
            [
                new("events", "events.fits") { MediaType = "application/fits", Size = random.Next(1 << 24), Sha256 = new string('b', 64) },
                new("log", "log.txt") { MediaType = "text/plain", Size = random.Next(1 << 14), Sha256 = new string('c', 64) },
            ],
            Error = phase == ExecutionPhase.Error ? new(Transient: false, "the simulation did not converge") : null,
        };
    }
}
