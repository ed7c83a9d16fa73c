using System.Text.Json;

namespace UwsKit.Testing;

/// <summary>Jobs to test with: simple, full, and random ones that come out the same for the same seed.</summary>
internal static class SampleJobs
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    // Few values, so that ties and near misses are common.
    private static readonly string[] Lists = ["skymap", "simulate", "Skymap", "sky"];
    private static readonly string?[] Owners = [null, "anna", "Anna", "anna ", "bob", "b%b", "Jürgen", "ju_rgen"];
    private static readonly string?[] RunIds = [null, "", "run", "RUN", "run-1", "run_1", "100%", "100 percent", "a*b", "a?b", "[abc]", "abc", "a'b", "ü1", "u1", "\\"];
    private static readonly string[] Managers = ["local", "cluster", ""];
    private static readonly string?[] Nodes = [null, "node1", "node2"];
    private static readonly string[] Shares = ["user:anna", "user:Anna", "group:anna", "user:bob", "group:b%b", "link:0123/99999999999"];

    public static DateTimeOffset Day { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Job Simple() => new() { Id = JobId.New(TimeProvider.System), JobList = "skymap", CreationTime = Day.AddMilliseconds(7) };

    /// <summary>A job in which every member has a value of its own.</summary>
    public static Job Full() => new()
    {
        Id = JobId.New(TimeProvider.System), JobList = "skymap", OwnerId = "https://id.example.org/~anna?x=1&y=2", RunId = "run <1> & \"2\"",
        Phase = ExecutionPhase.Archived, FormerPhase = ExecutionPhase.Error,
        CreationTime = Day.AddMilliseconds(1), QueuedAt = Day.AddMilliseconds(12), StartTime = Day.AddMilliseconds(123), EndTime = Day.AddMilliseconds(999),
        Quote = Day.AddHours(1).AddMilliseconds(5), Destruction = new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
        ExecutionDuration = TimeSpan.FromDays(400), Executed = TimeSpan.FromMilliseconds(4321), ExecutingSince = Day.AddMilliseconds(456),
        Description = new("skymap", "1.0", new string('a', 64)),
        Parameters =
        [
            new("binsz", "0.02"), new("binsz", "0.05"), new("empty", ""), new("events", "https://example.org/e.fits")
            {
                ByReference = true,
                File = new("f1", 106) { MediaType = "application/fits", Sha256 = new string('b', 64), LastModified = Day, OriginalName = "../e v.fits" },
            },
        ],
        Results =
        [
            new("map", "map.fits") { MediaType = "application/fits", Size = 5_000_000_000, Sha256 = new string('c', 64) },
            new("elsewhere", null) { Href = new("https://example.org/r?a=1&b=%20") },
        ],
        Error = new(true, "node failed", "a longer\ntext"), Progress = new(42.5, "counting", Day.AddSeconds(3)),
        Placement = new("cluster", PlacementState.Forgetting, 3, "node1", "4711", Day.AddSeconds(2), Day.AddSeconds(9), 137),
        Ran = new("cluster", "node1", "4712", 2, 3, "UwsKit 1.0"), Reproduces = JobId.New(TimeProvider.System),
        JobInfo = "<x:info xmlns:x=\"urn:x\">&amp;</x:info>", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        SharedWith = ["user:bob", "group:cta \u00fc"], Deleted = true, Version = 17,
        Unknown = new Dictionary<string, JsonElement> { ["later"] = JsonElement.Parse("""{"a":[1,2.50,null,"\u0000"],"b":true}""") },
    };

    /// <summary>Texts that storages have broken on.</summary>
    public static IReadOnlyList<string> HostileTexts { get; } =
    [
        "", " ", "\0", "a\0b", "\u0001\u001f\u007f\u0085", "\r\n\t", "'; drop table jobs; --", "\"quoted\" 'both' \\ back\\", "$(touch x) `id` ${HOME}", "{\"$where\":1}",
        "<a b='c'>&amp;&#0;]]></a>", "%s%n {0} %00", "Größe µ ‰ 結果 ไทย עברית", "e\u0301 versus \u00e9", "\U0001F52D\U0001F468\u200D\U0001F680", "\uFEFF\u200B\u202E", "\uFFFD\uFFFE\uFFFF",
        "null", "true", "1e400", "2026-03-01T00:00:00Z", "NaN", " leading and trailing ", new('x', 5000),
    ];

    /// <summary>Jobs with every mixture of what queries look at; the same seed gives the same jobs.</summary>
    public static List<Job> Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(random))];
    }

    /// <summary>A query whose conditions come out of the same few values.</summary>
    public static JobQuery Query(Random random, IReadOnlyList<Job> jobs)
    {
        var some = Pick(random, jobs);
        return new()
        {
            Visibility = random.Next(13) switch
            {
                10 => Visibility.Shared([Names(random)[0]]),
                11 => Visibility.Shared(Names(random)),
                12 => Visibility.Shared(["user:nobody has this name", .. Names(random)]),
                0 => Visibility.Nobody,
                < 6 => Visibility.Everybody,
                < 9 => Pick(random, Owners) is { } owner ? Visibility.Of(owner) : Visibility.Anonymous,
                _ => Visibility.Of("nobody has this name"),
            },
            JobList = Maybe(random, 3) ? Pick(random, Lists) : null,
            Phases = random.Next(5) switch { 0 => PhaseSet.All, 1 => Phases(random), 2 => [some.Phase], _ => PhaseSet.Listed },
            After = Maybe(random, 4) ? some.CreationTime.AddMilliseconds(random.Next(-1, 2)) : null,
            Text = Maybe(random, 4) ? Text(random, some) : null,
            Before = Maybe(random, 4) ? new(some.CreationTime, Maybe(random, 2) ? some.Id : Id(random)) : null,
            DueBefore = Maybe(random, 4) ? (some.DueAt ?? Day).AddMilliseconds(random.Next(-1, 2)) : null,
            Placement = Maybe(random, 4)
                ? new(Pick(random, Enum.GetValues<PlacementState>()), Maybe(random, 2) ? Pick(random, Managers) : null, Maybe(random, 3) ? Pick(random, Nodes) : null, Maybe(random, 2),
                    Maybe(random, 3) ? new(Pick(random, Owners)) : null)
                : null,
            IncludeDeleted = Maybe(random, 3),
            Take = Pick(random, [1, 2, 7, 100, 1000, int.MaxValue]),
        };
    }

    private static Job One(Random random)
    {
        var created = Day.AddMilliseconds(random.Next(60));
        var phase = Pick(random, Enum.GetValues<ExecutionPhase>());
        return new()
        {
            Id = Id(random), JobList = Pick(random, Lists), OwnerId = Pick(random, Owners), RunId = Pick(random, RunIds), Phase = phase, CreationTime = created,
            QueuedAt = Maybe(random, 2) ? created.AddMilliseconds(random.Next(5)) : null,
            StartTime = Maybe(random, 2) ? created.AddMilliseconds(random.Next(50)) : null,
            EndTime = Maybe(random, 3) ? created.AddMilliseconds(random.Next(50, 99)) : null,
            Destruction = Maybe(random, 2) ? Day.AddSeconds(random.Next(20)) : null,
            ExecutionDuration = Maybe(random, 2) ? TimeSpan.FromSeconds(random.Next(1, 10)) : null,
            Executed = TimeSpan.FromMilliseconds(random.Next(1500)),
            ExecutingSince = phase == ExecutionPhase.Executing ? created : null,
            Placement = Maybe(random, 2) ? null : new(
                Pick(random, Managers), Pick(random, Enum.GetValues<PlacementState>()), random.Next(4), Pick(random, Nodes), "b" + random.Next(9), created),
            Deleted = Maybe(random, 8), Version = random.Next(3),
            SharedWith = Maybe(random, 2) ? [] : random.GetItems(Shares, random.Next(4)),
        };
    }

    private static string[] Names(Random random) => random.GetItems(Shares[..^1], random.Next(1, 4));

    private static JobId Id(Random random) => JobId.Parse("j" + string.Concat(Enumerable.Range(0, JobId.Length - 1).Select(_ => Alphabet[random.Next(32)])));

    private static string Text(Random random, Job some)
    {
        var whole = Maybe(random, 3) ? some.Id.Value : some.RunId ?? Pick(random, ["%", "_", "*", "[a", "r", "J", "j", "\\", "'"]);
        return whole[..random.Next(whole.Length + 1)];
    }

    private static PhaseSet Phases(Random random)
    {
        var phases = default(PhaseSet);
        for (var i = random.Next(4); i > 0; i--)
        {
            phases = phases.With(Pick(random, Enum.GetValues<ExecutionPhase>()));
        }

        return phases;
    }

    private static bool Maybe(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static T Pick<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
