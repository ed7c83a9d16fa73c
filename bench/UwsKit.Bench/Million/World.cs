namespace UwsKit.Bench;

/// <summary>
/// The jobs of a service in its third month, the same for the same size: a thousand jobs an owner, most of them final, the oldest archived, some hundreds
/// waiting and running. What one owner has does not depend on the size.
/// </summary>
internal sealed class World(int jobs)
{
    public const int JobsPerOwner = 1_000;
    public const string Manager = "cluster";

    // Of each, so that a page of the queue is as long in both worlds.
    private const int LeastWaitingOwners = 100;
    private static readonly TimeSpan Age = TimeSpan.FromDays(90), Life = TimeSpan.FromDays(92);
    private static readonly DateTimeOffset Start = UwsTime.Truncate(TimeProvider.System.GetUtcNow() - Age);

    private readonly List<JobId> _known = [];

    public int Jobs => jobs;

    public int Owners => jobs / JobsPerOwner;

    public int Waiting => Math.Max(LeastWaitingOwners, jobs / 500);

    public static string Owner(int number) => $"https://iam.example.org/users/{number:d4}";

    public static string RunId(int job) => $"campaign-{job % 100:d2}/{job:d7}";

    /// <summary>When a job was created; equally spread over the age of the service.</summary>
    public DateTimeOffset Created(double job) => UwsTime.Truncate(Start + Age * (job / jobs));

    /// <summary>When a job is destroyed.</summary>
    public DateTimeOffset Due(int job) => Created(job) + Life;

    /// <summary>A job that is there.</summary>
    public string Known(Random random) => _known[random.Next(_known.Count)].Value!;

    /// <summary>Writes all jobs through the storage, so that each row is what it writes.</summary>
    public async Task FillAsync(IStorage storage)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, jobs), new ParallelOptions { MaxDegreeOfParallelism = 8192 }, async (number, ct) =>
        {
            var job = Make(number);
            if (!await storage.TryCreateAsync(job, ct))
            {
                throw new InvalidOperationException($"The id of job {number} is taken.");
            }

            if (number % (jobs / 1000) == 0)
            {
                lock (_known)
                {
                    _known.Add(job.Id);
                }
            }
        });
    }

    public Job Make(int number)
    {
        var random = new Random(number);
        var created = Created(number);
        var phase = PhaseOf(number, random);
        var job = Seed.Make(created, random, phase) with
        {
            Id = JobId.New(new Instant(created)), OwnerId = Owner(number % Owners), RunId = RunId(number), Destruction = Due(number),
        };
        return phase switch
        {
            ExecutionPhase.Queued => job with
            {
                OwnerId = Owner((jobs - 1 - number) % Math.Max(Owners, LeastWaitingOwners)),
                QueuedAt = created, Placement = new(Manager, PlacementState.Waiting, 0, null, null, created),
            },
            ExecutionPhase.Executing or ExecutionPhase.Suspended => job with
            {
                QueuedAt = created, StartTime = created.AddSeconds(5), ExecutingSince = phase is ExecutionPhase.Executing ? created.AddSeconds(5) : null,
                ExecutionDuration = Life, Placement = new(Manager, PlacementState.Placed, 1, "node1", $"{number}", created),
            },
            ExecutionPhase.Archived => job with { FormerPhase = ExecutionPhase.Completed, Results = [] },
            _ => job,
        };
    }

    private ExecutionPhase PhaseOf(int number, Random random)
    {
        var age = 1 - (double)number / jobs;
        return jobs - number <= Waiting ? ExecutionPhase.Queued
            : number % (jobs / 5) == 77 ? ExecutionPhase.Held
            : random.NextDouble() is var draw && age > 0.7 && draw > 0.67 ? ExecutionPhase.Archived
            : age < 0.02 && draw < 0.025 ? ExecutionPhase.Executing
            : draw switch
            {
                < 0.03 => ExecutionPhase.Pending, < 0.09 => ExecutionPhase.Error, < 0.12 => ExecutionPhase.Aborted, < 0.1201 => ExecutionPhase.Suspended, _ => ExecutionPhase.Completed,
            };
    }

    private sealed class Instant(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
