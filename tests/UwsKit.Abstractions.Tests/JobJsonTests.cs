using System.Text;
using System.Text.Json;

namespace UwsKit.Abstractions.Tests;

public sealed class JobJsonTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Id = JobId.Parse("j0abcdefghjkmnpqrstvwxyz0123456");

    private static Job Full => new()
    {
        Id = Id, JobList = "skymap", OwnerId = "anna", RunId = "r<1>", Phase = ExecutionPhase.Archived, FormerPhase = ExecutionPhase.Error,
        CreationTime = Day, QueuedAt = Day.AddMilliseconds(1), StartTime = Day.AddMilliseconds(2), EndTime = Day.AddMilliseconds(3),
        Quote = Day.AddMilliseconds(4), Destruction = Day.AddDays(7), ExecutionDuration = TimeSpan.FromHours(2), Executed = TimeSpan.FromMilliseconds(1500),
        ExecutingSince = Day.AddMilliseconds(5), Description = new("skymap", "1.0", "ab"),
        Parameters = [new("p", "1"), new("f", "https://example.org/e") { ByReference = true, File = new("k", 9) { MediaType = "a/b", Sha256 = "cd", LastModified = Day, OriginalName = "e.fits" } }],
        Results = [new("map", "map.fits") { MediaType = "application/fits", Size = 5, Sha256 = "ef" }, new("far", null) { Href = new("https://example.org/r") }],
        Error = new(true, "node failed", "more"), Progress = new(42.5, "counting", Day),
        Placement = new("cluster", PlacementState.Forgetting, 3, "node1", "4711", Day, Day.AddSeconds(1), 137),
        Ran = new("cluster", "node1", "4711", 3, 137, "UwsKit 1.0"), Reproduces = JobId.Parse("j0abcdefghjkmnpqrstvwxyz0123455"),
        JobInfo = "<x/>", TraceParent = "00-1-2-01", Deleted = true, Version = 17,
    };

    // What lies in the databases of the field: a change here needs a new format number or a reader for both.
    private static readonly string Golden = """
        {"format":1,"id":"j0abcdefghjkmnpqrstvwxyz0123456","jobList":"skymap","ownerId":"anna","runId":"r<1>","phase":"ARCHIVED","formerPhase":"ERROR",
        "creationTime":"2026-03-01T12:00:00.000Z","queuedAt":"2026-03-01T12:00:00.001Z","startTime":"2026-03-01T12:00:00.002Z",
        "endTime":"2026-03-01T12:00:00.003Z","quote":"2026-03-01T12:00:00.004Z","destruction":"2026-03-08T12:00:00.000Z",
        "executionDuration":7200000,"executed":1500,"executingSince":"2026-03-01T12:00:00.005Z",
        "description":{"name":"skymap","version":"1.0","digest":"ab"},
        "parameters":[{"name":"p","value":"1","byReference":false},
        {"name":"f","value":"https://example.org/e","file":{"name":"k","size":9,"mediaType":"a/b","sha256":"cd",
        "lastModified":"2026-03-01T12:00:00.000Z","originalName":"e.fits"},"byReference":true}],
        "results":[{"id":"map","fileName":"map.fits","mediaType":"application/fits","size":5,"sha256":"ef"},{"id":"far","href":"https://example.org/r"}],
        "error":{"transient":true,"message":"node failed","detail":"more"},
        "progress":{"percent":42.5,"text":"counting","at":"2026-03-01T12:00:00.000Z"},
        "placement":{"manager":"cluster","state":"Forgetting","attempt":3,"node":"node1","backendId":"4711",
        "since":"2026-03-01T12:00:00.000Z","lostSince":"2026-03-01T12:00:01.000Z","exitCode":137},
        "ran":{"manager":"cluster","node":"node1","backendId":"4711","attempts":3,"exitCode":137,"software":"UwsKit 1.0"},"reproduces":"j0abcdefghjkmnpqrstvwxyz0123455",
        "jobInfo":"<x/>","traceParent":"00-1-2-01","deleted":true}
        """.ReplaceLineEndings("");

    [Fact]
    public void The_document_is_as_it_has_always_been() => Text(Full).Should().Be(Golden);

    [Fact]
    public void The_document_of_old_is_read_whole()
    {
        var job = JobJson.Deserialize(Encoding.UTF8.GetBytes(Golden), 17);

        job.Should().BeEquivalentTo(Full, o => o.ComparingByMembers<Job>().WithStrictOrdering());
    }

    [Fact]
    public void A_job_with_nothing_but_what_it_needs_is_short()
        => Text(new() { Id = Id, JobList = "x", CreationTime = Day }).Should().Be(
            """{"format":1,"id":"j0abcdefghjkmnpqrstvwxyz0123456","jobList":"x","phase":"PENDING","creationTime":"2026-03-01T12:00:00.000Z"}""");

    [Fact]
    public void Members_of_a_later_release_are_kept()
    {
        const string later = """{"format":2,"id":"j0abcdefghjkmnpqrstvwxyz0123456","jobList":"x","phase":"PENDING","creationTime":"2026-03-01T12:00:00.000Z","later":{"a":[1,2.50,null]},"also":"ü"}""";

        var job = JobJson.Deserialize(Encoding.UTF8.GetBytes(later), 1);

        Text(job with { Phase = ExecutionPhase.Queued }).Should().Be(
            later.Replace("\"format\":2", "\"format\":1", StringComparison.Ordinal).Replace("PENDING", "QUEUED", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\u0001\r\n\t\"\\/")]
    [InlineData("<&>'\U0001F52D\uFFFF")]
    public void Any_text_survives(string text)
    {
        var job = new Job { Id = Id, JobList = text, OwnerId = text, RunId = text, CreationTime = Day, Parameters = [new(text, text)] };

        JobJson.Deserialize(JobJson.Serialize(job), 0).Should().BeEquivalentTo(job, o => o.ComparingByMembers<Job>());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{\"id\":\"j0abcdefghjkmnpqrstvwxyz0123456\",\"phase\":\"DONE\"}")]
    [InlineData("{\"id\":\"j0abcdefghjkmnpqrstvwxyz0123456\",\"quote\":\"soon\"}")]
    [InlineData("{\"id\":\"j0abcdefghjkmnpqrstvwxyz0123456\",\"executionDuration\":3600000000000000000}")]
    [InlineData("{\"id\":\"j0abcdefghjkmnpqrstvwxyz0123456\",\"executed\":1e400}")]
    [InlineData("{\"id\":\"j0abcdefghjkmnpqrstvwxyz0123456\",\"ownerId\":5}")]
    [InlineData("{\"id\":null}")]
    public void What_is_no_job_is_refused(string json)
        => FluentActions.Invoking(() => JobJson.Deserialize(Encoding.UTF8.GetBytes(json), 0)).Should().Throw<JsonException>();

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_rather_than_changed()
        => FluentActions.Invoking(() => JobJson.Deserialize([.. """{"id":"j0abcdefghjkmnpqrstvwxyz0123456","rests":[{"siz"""u8, 0xC4, .. "\":7}]}"u8], 0)).Should().Throw<JsonException>().WithMessage("*UTF-8*");

    private static string Text(Job job) => Encoding.UTF8.GetString(JobJson.Serialize(job));

    [Fact]
    public void A_result_keeps_what_its_description_made_of_it()
    {
        var job = new Job
        {
            Id = Id, JobList = "x", CreationTime = Day,
            Results = [new("a.fits", "a.fits") { Described = "maps", Main = true }, new("quick", "q.png") { Described = "quick", PreviewOf = "maps" }, new("log", "l")],
        };

        JobJson.Deserialize(JobJson.Serialize(job), 0).Results.Should().Equal(job.Results);
        Text(job).Should().Contain("\"main\":true").And.NotContain("\"main\":false");
    }
}
