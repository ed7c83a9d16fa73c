using System.Text.Json;

namespace UwsKit.Copying;

internal static class CopySamples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string?[] Owners = [null, "anna", "Jürgen \0 <&>\n", ""];

    public static Job Plain() => new() { Id = JobId.New(TimeProvider.System), JobList = "skymap", CreationTime = Noon, Version = 1 };

    /// <summary>Jobs in every phase, some of them tombstones, with equal creation times, and every member set in every second one.</summary>
    public static List<Job> Jobs(int count) => [.. Enumerable.Range(0, count).Select(n => n % 2 == 0 ? Full(n) : Plain() with { CreationTime = Noon.AddMilliseconds(n % 50) })];

    private static Job Full(int n) => new()
    {
        Id = JobId.New(TimeProvider.System), JobList = n % 3 == 0 ? "skymap" : "simulate", OwnerId = Owners[n % 4], RunId = "run\n" + n,
        Phase = ExecutionPhaseWords.All[n / 2 % 10], FormerPhase = n / 2 % 10 == (int)ExecutionPhase.Archived ? ExecutionPhase.Completed : null,
        CreationTime = Noon.AddMilliseconds(n % 50), QueuedAt = Noon.AddSeconds(1), StartTime = Noon.AddSeconds(2), EndTime = Noon.AddSeconds(n),
        Quote = Noon.AddHours(1), Destruction = Noon.AddDays(n), ExecutionDuration = TimeSpan.FromSeconds(n), Executed = TimeSpan.FromMilliseconds(n + 1), ExecutingSince = Noon.AddSeconds(3),
        Description = new("skymap", "1.0", new string('a', 64)),
        Parameters = [new("text", "line\nline\u2028\"\0😀"), new("file", null) { File = new("f", 5) { OriginalName = "é", Sha256 = new string('b', 64), LastModified = Noon } }],
        Results = [new("map", "map.fits") { MediaType = "application/fits", Size = 5_000_000_000 }, new("far", null) { Href = new("https://example.org/?a=1&b=%20") }],
        Error = new(true, "short", "long\ntext"), Progress = new(42.5, "counting", Noon), JobInfo = "<x/>", TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Placement = new("cluster", (PlacementState)(n % Enum.GetValues<PlacementState>().Length), 3, "node1", "4711", Noon, Noon.AddSeconds(9), 137),
        Deleted = n % 8 == 0, Version = n, Unknown = new Dictionary<string, JsonElement> { ["later"] = JsonElement.Parse("""{"a":[1,2.50,null],"b":"ü"}""") },
    };
}
