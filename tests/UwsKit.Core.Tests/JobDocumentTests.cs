using System.Text;
using System.Text.Json;

namespace UwsKit;

/// <summary>The stored document of a job: what was written comes back, and what another release wrote does no harm.</summary>
public class JobDocumentTests
{
    private const string Id = "\"id\":\"j0123456789abcdefghjkmnpqrstvw0\"";

    [Fact]
    public void Every_part_of_a_job_comes_back()
    {
        var now = TimeProvider.System.Now();
        var job = new Job
        {
            Id = JobId.New(TimeProvider.System), JobList = "sim", OwnerId = "ada", RunId = "r", Phase = ExecutionPhase.Archived, FormerPhase = ExecutionPhase.Error,
            CreationTime = now, QueuedAt = now, StartTime = now, EndTime = now, Quote = now, Destruction = now, ExecutionDuration = TimeSpan.FromHours(1),
            Executed = TimeSpan.FromSeconds(3), ExecutingSince = now, Description = new("sim", null, "d"),
            Parameters = [new("a", "1"), new("b", null) { File = new("f", 7) { OriginalName = "x" } }, new("c", "http://h/") { ByReference = true }],
            Results = [new("r", "f.fits") { Size = long.MaxValue, MediaType = "a/b", Sha256 = "s" }, new("far", null) { Href = new("https://h/x") }],
            Error = new(Transient: true, "m", "d"), Progress = new(50, "half", now), Placement = new("local", PlacementState.Placed, 2, "n", "b", now),
            JobInfo = "<a/>", TraceParent = "t", Deleted = true, Version = 9,
        };
        JobJson.Deserialize(JobJson.Serialize(job), 9).Should().BeEquivalentTo(job);
    }

    [Fact]
    public void Members_of_another_release_are_kept_or_passed_over()
    {
        var job = Read($$"""{ {{Id}}, "new": [1], "parameters": [{ "new": { "x": [1] }, "name": "a", "value": "1" }], "results": [{ "id": "r", "new": [{}], "size": null }] }""");
        job.Unknown.Should().ContainKey("new");
        job.Parameters.Should().Equal(new JobParameter("a", "1"));
        job.Results.Should().Equal(new JobResult("r", null));
    }

    [Theory]
    [InlineData("""{ "phase": "PENDING" }""")]
    [InlineData("""{ "parameters": {} }""")]
    [InlineData("""{ "parameters": ["a"] }""")]
    [InlineData("""{ "results": [{ "id": "r" }""")]
    [InlineData("[]")]
    public void A_damaged_document_is_no_job(string json) => FluentActions.Invoking(() => Read(json)).Should().Throw<JsonException>();

    private static Job Read(string json) => JobJson.Deserialize(Encoding.UTF8.GetBytes(json), 1);
}
