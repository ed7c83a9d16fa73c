using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using UwsKit.Xml;
using static UwsKit.Xml.JobListSamples;
using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Documents;

public class UwsJsonWriterTests
{
    private static readonly UwsJsonWriter Writer = new(new(), 1000);

    private static async Task<string> TextAsync(Job job, UwsJsonWriter? writer = null)
        => Encoding.UTF8.GetString(await FillAsync(p => (writer ?? Writer).WriteJobAsync(p, job, Links, default)));

    [Fact]
    public async Task A_job_is_written_byte_by_byte_as_documented()
    {
        var job = Completed with
        {
            Parameters = [new("LABEL", "a < b & \"c\""), new("image", null) { File = new("image", 2880) }, new("catalogue", "https://data.example.org/c.fits?a=1&b=2") { ByReference = true }],
            Results = [new("smoothed", "out.fits") { Size = 7, MediaType = "image/fits", Main = true, Described = "smoothed" }, new("far", null) { Href = new("https://store.example.org/r/1") }],
            Description = new("smooth", "1.0", new string('a', 64)), Progress = new(33.333333, "half", Created),
        };
        var root = "https://jobs.example.org/uws/smooth/j000000000000000000000000000001";

        (await TextAsync(job)).Should().Be(
            "{\"version\":\"1.1\",\"jobId\":\"j000000000000000000000000000001\",\"href\":\"" + root + "\",\"runId\":\"nightly-42\",\"ownerId\":\"https://id.example.org/u/amina\"," +
            "\"phase\":\"COMPLETED\",\"quote\":\"2026-03-04T10:20:30.123Z\",\"creationTime\":\"2026-03-04T10:15:30.123Z\",\"startTime\":\"2026-03-04T10:15:42.123Z\"," +
            "\"endTime\":\"2026-03-04T10:19:30.123Z\",\"executionDuration\":3600,\"destruction\":\"2026-03-11T10:15:30.123Z\"," +
            "\"description\":{\"name\":\"smooth\",\"version\":\"1.0\",\"digest\":\"" + new string('a', 64) + "\",\"href\":\"" + root + "/description\"}," +
            "\"parameters\":[{\"name\":\"LABEL\",\"value\":\"a < b & \\\"c\\\"\",\"byReference\":false,\"href\":\"" + root + "/parameters/LABEL\"}," +
            "{\"name\":\"image\",\"value\":null,\"byReference\":true,\"href\":\"" + root + "/parameters/image\"}," +
            "{\"name\":\"catalogue\",\"value\":\"https://data.example.org/c.fits?a=1&b=2\",\"byReference\":true,\"href\":\"" + root + "/parameters/catalogue\"}]," +
            "\"results\":[{\"id\":\"smoothed\",\"href\":\"" + root + "/results/smoothed\",\"mediaType\":\"image/fits\",\"size\":7,\"sha256\":null,\"main\":true,\"described\":\"smoothed\",\"previewOf\":null}," +
            "{\"id\":\"far\",\"href\":\"https://store.example.org/r/1\",\"mediaType\":null,\"size\":null,\"sha256\":null,\"main\":false,\"described\":null,\"previewOf\":null}]," +
            "\"errorSummary\":null,\"progress\":{\"percent\":33.33,\"text\":\"half\",\"at\":\"2026-03-04T10:15:30.123Z\"},\"formerPhase\":null,\"reason\":null,\"jobInfo\":null}");
    }

    [Fact]
    public async Task Every_member_is_there_though_nothing_is_known_and_whatever_a_job_holds()
    {
        var names = JsonDocument.Parse(await TextAsync(Pending)).RootElement.EnumerateObject().Select(m => m.Name).ToList();
        var hostile = Pending with { RunId = "\ud800\u0000<\u2028", Phase = ExecutionPhase.Error, Error = new(false, " "), Progress = new(double.NaN, null, Created), JobInfo = "<a/>" };

        var read = JsonDocument.Parse(await TextAsync(hostile)).RootElement;

        read.EnumerateObject().Select(m => m.Name).Should().Equal(names);
        read.GetProperty("runId").GetString().Should().Be("\uFFFD\u0000<\u2028");
        read.GetProperty("errorSummary").GetProperty("message").GetString().Should().Be("The job failed without a message.");
        read.GetProperty("progress").GetProperty("percent").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Phases_are_shown_as_in_XML_and_the_results_of_an_archived_job_are_gone()
    {
        var careful = new UwsJsonWriter(new(showSuspendedAndHeld: false), 1000);
        (await TextAsync(Pending with { Phase = ExecutionPhase.Suspended }, careful)).Should().Contain("\"phase\":\"EXECUTING\"");
        (await TextAsync(Completed with { Phase = ExecutionPhase.Archived, FormerPhase = ExecutionPhase.Completed })).Should().Contain("\"results\":[]").And.Contain("\"formerPhase\":\"COMPLETED\"");
    }

    [Fact]
    public async Task A_hundred_thousand_entries_stream_in_constant_memory()
    {
        var counter = new CountingStream();
        var pipe = PipeWriter.Create(counter, new StreamPipeWriterOptions(leaveOpen: true));
        var two = await FillAsync(p => Writer.WriteJobListAsync(p, Many(2), Links, default));
        var one = await FillAsync(p => Writer.WriteJobListAsync(p, Many(1), Links, default));
        var entry = two.Length - one.Length;
        var mostHeldBack = 0L;
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        await Writer.WriteJobListAsync(pipe, Many(100_000, at => mostHeldBack = Math.Max(mostHeldBack, ((long)at * entry) - counter.Bytes)), Links, default);
        await pipe.FlushAsync();

        counter.Bytes.Should().Be((100_000L * entry) + two.Length - (2 * entry));
        mostHeldBack.Should().BeLessThan(100_000, "what is not handed over yet does not grow with the list");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(100_000L * 800, "an entry costs a few short texts");
    }

    [Fact]
    public async Task A_source_that_fails_leaves_an_unfinished_document_and_before_the_first_entry_none()
    {
        var early = new MemoryStream();
        var late = new MemoryStream();

        await FluentActions.Awaiting(() => Writer.WriteJobListAsync(PipeWriter.Create(early), Failing(0), Links, default)).Should().ThrowAsync<UwsException>();
        await FluentActions.Awaiting(() => Writer.WriteJobListAsync(PipeWriter.Create(late), Failing(5000), Links, default)).Should().ThrowAsync<UwsException>();

        early.Length.Should().Be(0);
        late.Length.Should().BeGreaterThan(0);
        Encoding.UTF8.GetString(late.ToArray()).Should().NotContain("]}");
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_reading_of_the_list()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        var last = 0;

        await FluentActions.Awaiting(() => Writer.WriteJobListAsync(pipe.Writer, Many(100_000, at => last = at), Links, default)).Should().ThrowAsync<OperationCanceledException>();

        last.Should().BeLessThan(1000);
    }
}
