namespace UwsKit.Storage.Sqlite;

/// <summary>Jobs for the tests: a plain one, and seeded random ones in which every field that a list can ask for varies and repeats.</summary>
internal sealed class Sample(int seed)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly string?[] Owners = [null, "alice", "bob", "bób\0😀", "", "o'brien\"; DROP TABLE jobs;--", "alice2"];
    public static readonly string?[] RunIds = [null, "run", "run-1", "run-12", "ru", "r%_*?[n", "😀\0x", "", "j0"];
    public static readonly string[] Lists = ["skymap", "simulate", "li'st\0"];
    public static readonly string[] Managers = ["local", "slurm", "m\0😀", ""];
    public static readonly string?[] Nodes = [null, "node1", "node2"];
    public static readonly string[] Shares = ["user:alice", "group:alice", "user:o'brien\"; DROP TABLE jobs;--", "group:\0😀", "user:", "link:1/2"];

    private readonly Random _random = new(seed);

    public static Job Job(JobId? id = null) => new()
    {
        Id = id ?? JobId.New(TimeProvider.System), JobList = "skymap", CreationTime = Noon, Version = 1,
        Parameters = [new("ra", "83.63"), new("text", new string('x', 500))],
    };

    public T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    public bool Chance(double share) => _random.NextDouble() < share;

    public int Next(int below) => _random.Next(below);

    /// <summary>A minute with few different values, so that ties are common.</summary>
    public DateTimeOffset Instant() => Noon.AddMilliseconds(_random.Next(40) - 20);

    public JobId Id() => JobId.Parse("j" + new string(_random.GetItems("0az".AsSpan(), 30)));

    public Job Next()
    {
        var phase = Pick(ExecutionPhaseWords.All);
        return new()
        {
            Id = Id(), JobList = Pick(Lists), OwnerId = Pick(Owners), RunId = Pick(RunIds), Phase = phase, CreationTime = Instant(),
            QueuedAt = Maybe(), StartTime = Maybe(), EndTime = Maybe(), Destruction = Maybe(),
            ExecutionDuration = Chance(0.5) ? TimeSpan.FromMilliseconds(_random.Next(20)) : null,
            ExecutingSince = phase == ExecutionPhase.Executing ? Instant() : null, Deleted = Chance(0.15), Version = _random.Next(5),
            Placement = Chance(0.6) ? Placement() : null, SharedWith = Chance(0.5) ? [] : _random.GetItems(Shares, _random.Next(4)),
        };
    }

    public JobQuery Query(IReadOnlyList<Job> jobs) => new()
    {
        JobList = Chance(0.7) ? Pick(Lists) : null,
        Visibility = Chance(0.4) ? Visibility.Everybody : Chance(0.4) ? Visibility.Shared(_random.GetItems(Shares[..^1], 1 + _random.Next(3))) : Pick(Owners) is { Length: > 0 } owner ? Visibility.Of(owner) : Visibility.Anonymous,
        Phases = Chance(0.4) ? PhaseSet.Listed : Chance(0.3) ? PhaseSet.All : [.. ExecutionPhaseWords.All.Where(_ => Chance(0.4))],
        After = Chance(0.3) ? Instant().AddTicks(_random.Next(3) * 4000) : null,
        Text = Chance(0.25) ? Chance(0.5) ? Pick(RunIds) : Pick(jobs).Id.Value[.._random.Next(32)] : null,
        Before = Chance(0.3) ? Chance(0.8) ? new(Pick(jobs).CreationTime, Pick(jobs).Id) : new(Instant().AddTicks(4000), Pick(jobs).Id) : null,
        DueBefore = Chance(0.2) ? Instant().AddTicks(_random.Next(3) * 4000) : null,
        Placement = Chance(0.4)
            ? new(Pick(Enum.GetValues<PlacementState>()), Chance(0.5) ? Pick(Managers) : null, Chance(0.2) ? "node1" : null, Chance(0.5), Chance(0.3) ? new(Pick(Owners)) : null)
            : null,
        IncludeDeleted = Chance(0.3),
        Take = Chance(0.5) ? 1000 : 1 + _random.Next(30),
    };

    private DateTimeOffset? Maybe() => Chance(0.6) ? Instant() : null;

    private Placement Placement() => new(
        Pick(Managers), Pick(Enum.GetValues<PlacementState>()), _random.Next(3), Pick(Nodes), Chance(0.5) ? "4711\0" : null, Instant(),
        Maybe(), Chance(0.3) ? _random.Next(256) : null);
}
