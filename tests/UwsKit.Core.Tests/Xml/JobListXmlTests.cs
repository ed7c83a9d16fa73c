using System.IO.Pipelines;
using System.Text;
using static UwsKit.Xml.JobListSamples;
using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Xml;

public class JobListXmlTests
{
    [Fact]
    [Rule(63, 64, 65)]
    public async Task A_list_is_valid_with_absolute_links_and_nil_owners()
    {
        var xml = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Many(3), Links, default));

        Encoding.UTF8.GetString(xml).Should().Contain("""
             <uws:jobref id="j000000000000000000000000000001" xlink:type="simple" xlink:href="https://jobs.example.org/uws/smooth/j000000000000000000000000000001">
              <uws:phase>PENDING</uws:phase>
              <uws:ownerId xsi:nil="true" />
              <uws:creationTime>2026-03-04T10:15:30.123Z</uws:creationTime>
             </uws:jobref>
            """.ReplaceLineEndings("\n"));
        var list = await UwsXmlReader.ReadJobListAsync(new MemoryStream(xml));
        list.Version.Should().Be("1.1");
        list.Jobs.Should().HaveCount(3).And.AllSatisfy(j => j.Href.Should().Be(Links.Job(Id)));
        UwsSchema.Faults(xml).Should().BeEmpty();
    }

    [Fact]
    public async Task An_empty_list_is_the_bare_root()
    {
        var xml = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Many(0), Links, default));

        (await UwsXmlReader.ReadJobListAsync(new MemoryStream(xml))).Jobs.Should().BeEmpty();
        UwsSchema.Faults(xml).Should().BeEmpty();
    }

    [Fact]
    [Rule(66)]
    public async Task A_hundred_thousand_entries_stream_in_constant_memory()
    {
        var counter = new CountingStream();
        var pipe = PipeWriter.Create(counter, new StreamPipeWriterOptions(leaveOpen: true));
        var two = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Many(2), Links, default));
        var one = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Many(1), Links, default));
        var entry = two.Length - one.Length;
        var mostHeldBack = 0L;
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        await new UwsXmlWriter().WriteJobListAsync(pipe, Many(100_000, at => mostHeldBack = Math.Max(mostHeldBack, ((long)at * entry) - counter.Bytes)), Links, default);
        await pipe.FlushAsync();

        counter.Bytes.Should().BeGreaterThan(100_000L * entry);
        mostHeldBack.Should().BeLessThan(100_000, "what is not handed over yet does not grow with the list");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(100_000L * 800, "an entry costs a few short texts");
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_reading_of_the_list()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        var last = 0;

        await FluentActions.Awaiting(() => new UwsXmlWriter().WriteJobListAsync(pipe.Writer, Many(100_000, at => last = at), Links, default)).Should().ThrowAsync<OperationCanceledException>();

        last.Should().BeLessThan(1000);
    }

    [Fact]
    public async Task A_source_that_fails_leaves_an_unfinished_document_and_before_the_first_entry_none()
    {
        var early = new MemoryStream();
        var late = new MemoryStream();

        await FluentActions.Awaiting(() => new UwsXmlWriter().WriteJobListAsync(PipeWriter.Create(early), Failing(0), Links, default)).Should().ThrowAsync<UwsException>();
        await FluentActions.Awaiting(() => new UwsXmlWriter().WriteJobListAsync(PipeWriter.Create(late), Failing(5000), Links, default)).Should().ThrowAsync<UwsException>();

        early.Length.Should().Be(0);
        late.Length.Should().BeGreaterThan(0);
        Encoding.UTF8.GetString(late.ToArray()).Should().NotContain("</uws:jobs>");
    }
}
