namespace UwsKit.Bench;

/// <summary>
/// The jobs of a service in its third month: a thousand jobs an owner, most of them final, the oldest archived, some hundreds waiting and running. Ten
/// thousand jobs of ten owners are written through the storage; a larger world has them many times, for other owners, so that what one owner has does not
/// depend on the size.
/// </summary>
/// <param name="times">How many times ten thousand jobs there are.</param>
internal sealed class World(int times)
{
    public const int Written = 10_000;
    public const string Manager = "cluster";
    private const int WrittenOwners = 10;

    // More than a page of the queue in both worlds.
    private const int WaitingOwners = 100;
    private static readonly TimeSpan Age = TimeSpan.FromDays(90), Life = TimeSpan.FromDays(92);
    private static readonly DateTimeOffset Start = UwsTime.Truncate(TimeProvider.System.GetUtcNow() - Age);
    private readonly JobId[] _written = new JobId[Written];

    public int Times => times;

    public int Jobs => times * Written;

    public int Owners => times * WrittenOwners;

    public static string Owner(int number) => $"https://iam.example.org/users/{number:d4}";

    public static string RunId(int job) => $"campaign-{job % 100:d2}/{job:d4}";

    /// <summary>When a job was created; equally spread over the age of the service.</summary>
    public static DateTimeOffset Created(double job) => UwsTime.Truncate(Start + Age * (job / Written));

    /// <summary>When a job is destroyed.</summary>
    public static DateTimeOffset Due(int job) => Created(job) + Life;

    /// <summary>A job that is there.</summary>
    public JobId Any(Random random) => _written[random.Next(Written)];

    /// <summary>Writes the first ten thousand through the storage, so that their rows are what it writes.</summary>
    public Task WriteAsync(IStorage storage)
        => Parallel.ForEachAsync(Enumerable.Range(0, Written), new ParallelOptions { MaxDegreeOfParallelism = 512 }, async (number, ct) =>
        {
            var job = Make(number);
            _written[number] = job.Id;
            if (!await storage.TryCreateAsync(job, ct))
            {
                throw new InvalidOperationException($"The id of job {number} is taken.");
            }
        });

    private static Job Make(int number)
    {
        var random = new Random(number);
        var created = Created(number);
        var phase = PhaseOf(number, random);
        var job = Seed.Make(created, random, phase) with
        {
            Id = JobId.New(new Instant(created)), OwnerId = Owner(number % WrittenOwners), RunId = RunId(number), Destruction = Due(number),
        };
        return phase switch
        {
            ExecutionPhase.Queued => job with
            {
                OwnerId = Owner(number % WaitingOwners), QueuedAt = created, Placement = new(Manager, PlacementState.Waiting, 0, null, null, created),
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

    private static ExecutionPhase PhaseOf(int number, Random random) => (Written - 1 - number, random.NextDouble()) switch
    {
        ( < WaitingOwners, _) => ExecutionPhase.Queued,
        (77 + WaitingOwners, _) => ExecutionPhase.Suspended,
        ( < 300, < 0.025) => ExecutionPhase.Executing,
        (_, < 0.03) => ExecutionPhase.Pending,
        (_, < 0.09) => ExecutionPhase.Error,
        (_, < 0.12) => ExecutionPhase.Aborted,
        (_, < 0.1205) => ExecutionPhase.Held,
        ( > Written * 7 / 10, > 0.67) => ExecutionPhase.Archived,
        _ => ExecutionPhase.Completed,
    };

    private sealed class Instant(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
