using System.IO.Pipelines;
using System.Text;
using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Xml;

public class JobListXmlTests
{
    [Fact]
    public async Task A_list_is_valid_with_absolute_links_and_nil_owners()
    {
        var xml = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Jobs(3), Links, default));

        Encoding.UTF8.GetString(xml).Should().Contain("""
             <uws:jobref id="j000000000000000000000000000001" xlink:type="simple" xlink:href="https://jobs.example.org/uws/smooth/j000000000000000000000000000001">
              <uws:phase>PENDING</uws:phase>
              <uws:ownerId xsi:nil="true" />
              <uws:creationTime>2026-03-04T10:15:30.123Z</uws:creationTime>
             </uws:jobref>
            """.ReplaceLineEndings("\n"));
        var list = await UwsXmlReader.ReadJobListAsync(new MemoryStream(xml), default);
        list.Version.Should().Be("1.1");
        list.Jobs.Should().HaveCount(3).And.AllSatisfy(j => j.Href.Should().Be(Links.Job(Id)));
        UwsSchema.Faults(xml).Should().BeEmpty();
    }

    [Fact]
    public async Task An_empty_list_is_the_bare_root()
    {
        var xml = await FillAsync(p => new UwsXmlWriter().WriteJobListAsync(p, Jobs(0), Links, default));

        (await UwsXmlReader.ReadJobListAsync(new MemoryStream(xml), default)).Jobs.Should().BeEmpty();
        UwsSchema.Faults(xml).Should().BeEmpty();
    }

    [Fact]
    public async Task A_hundred_thousand_entries_stream_in_constant_memory()
    {
        var counter = new CountingStream();
        var pipe = PipeWriter.Create(counter, new StreamPipeWriterOptions(leaveOpen: true));
        await new UwsXmlWriter().WriteJobListAsync(PipeWriter.Create(Stream.Null), Jobs(1000), Links, default);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        await new UwsXmlWriter().WriteJobListAsync(pipe, Jobs(100_000, at =>
        {
            if (at % 20_000 == 19_999)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }), Links, default);

        counter.Bytes.Should().BeGreaterThan(20_000_000, "the document itself is large");
        counter.Largest.Should().BeLessThan(100_000, "it is handed over as it goes");
        most.Should().BeLessThan(4_000_000, "what is alive at any moment does not grow with the list");
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

    private static async IAsyncEnumerable<JobSummary> Jobs(int count, Action<int>? pulled = null)
    {
        await Task.CompletedTask;
        var one = Pending.Summarize();
        for (var i = 0; i < count; i++)
        {
            pulled?.Invoke(i);
            yield return one;
        }
    }

    private static async IAsyncEnumerable<JobSummary> Failing(int after)
    {
        await foreach (var job in Jobs(after))
        {
            yield return job;
        }

        throw new UwsException(UwsErrorKind.Unavailable, "the storage is away");
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }
        public int Largest { get; private set; }
        public override void Write(ReadOnlySpan<byte> buffer) => (Bytes, Largest) = (Bytes + buffer.Length, Math.Max(Largest, buffer.Length));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return default;
        }
    }
}
