using System.Globalization;
using System.Text;
using System.Xml.Linq;
using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Xml;

public class UwsXmlWriterTests
{
    private static readonly XNamespace Uws = UwsXmlNames.Uws;

    [Fact]
    [Rule(2, 5, 49, 185)]
    public async Task A_completed_job_is_written_byte_by_byte_as_clients_expect()
        => Encoding.UTF8.GetString(await WriteAsync(Completed)).Should().Be("""
            <?xml version="1.0" encoding="utf-8"?>
            <uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="1.1">
             <uws:jobId>j000000000000000000000000000001</uws:jobId>
             <uws:runId>nightly-42</uws:runId>
             <uws:ownerId>https://id.example.org/u/amina</uws:ownerId>
             <uws:phase>COMPLETED</uws:phase>
             <uws:quote>2026-03-04T10:20:30.123Z</uws:quote>
             <uws:creationTime>2026-03-04T10:15:30.123Z</uws:creationTime>
             <uws:startTime>2026-03-04T10:15:42.123Z</uws:startTime>
             <uws:endTime>2026-03-04T10:19:30.123Z</uws:endTime>
             <uws:executionDuration>3600</uws:executionDuration>
             <uws:destruction>2026-03-11T10:15:30.123Z</uws:destruction>
             <uws:parameters>
              <uws:parameter id="SIGMA">2.5</uws:parameter>
              <uws:parameter id="LABEL">a &lt; b &amp; c</uws:parameter>
              <uws:parameter id="BAND">g</uws:parameter>
              <uws:parameter id="BAND">r</uws:parameter>
              <uws:parameter id="image" byReference="true">https://jobs.example.org/uws/smooth/j000000000000000000000000000001/parameters/image</uws:parameter>
              <uws:parameter id="catalogue" byReference="true">https://data.example.org/c.fits?a=1&amp;b=2</uws:parameter>
             </uws:parameters>
             <uws:results>
              <uws:result id="smoothed" xlink:type="simple" xlink:href="https://jobs.example.org/uws/smooth/j000000000000000000000000000001/results/smoothed" size="2880000" mime-type="image/fits" />
              <uws:result id="a/b ü" xlink:type="simple" xlink:href="https://jobs.example.org/uws/smooth/j000000000000000000000000000001/results/a%2Fb%20%C3%BC" />
              <uws:result id="far" xlink:type="simple" xlink:href="https://store.example.org/r/1" size="1" />
             </uws:results>
            </uws:job>
            """.ReplaceLineEndings("\n"));

    [Fact]
    [Rule(50, 51)]
    public async Task What_is_not_known_is_nil_and_the_lists_are_there_though_empty()
        => Encoding.UTF8.GetString(await WriteAsync(Pending)).Should().EndWith("""
             <uws:jobId>j000000000000000000000000000001</uws:jobId>
             <uws:ownerId xsi:nil="true" />
             <uws:phase>PENDING</uws:phase>
             <uws:quote xsi:nil="true" />
             <uws:creationTime>2026-03-04T10:15:30.123Z</uws:creationTime>
             <uws:startTime xsi:nil="true" />
             <uws:endTime xsi:nil="true" />
             <uws:executionDuration>0</uws:executionDuration>
             <uws:destruction xsi:nil="true" />
             <uws:parameters />
             <uws:results />
            </uws:job>
            """.ReplaceLineEndings("\n"));

    [Fact]
    [Rule(8, 127, 194)]
    public async Task Parameters_and_results_as_roots_are_valid_and_have_no_version()
    {
        var parameters = await FillAsync(p => new UwsXmlWriter().WriteParametersAsync(p, Completed, Links, default));
        var results = await FillAsync(p => new UwsXmlWriter().WriteResultsAsync(p, Completed, Links, default));

        Root(parameters).Attribute("version").Should().BeNull();
        Root(results).Attribute("version").Should().BeNull();
        (await UwsXmlReader.ReadParametersAsync(new MemoryStream(parameters))).Should().HaveCount(6);
        (await UwsXmlReader.ReadResultsAsync(new MemoryStream(results))).Should().HaveCount(3);
        UwsSchema.Faults(parameters).Should().BeEmpty();
        UwsSchema.Faults(results).Should().BeEmpty();
    }

    [Fact]
    [Rule(116, 117, 118)]
    public async Task Values_that_XML_cannot_hold_or_that_are_too_long_are_shown_by_reference()
    {
        var job = Pending with
        {
            Parameters = [new("nul", "a\0b"), new("half", "x\uD800"), new("long", new string('x', 11)), new("fits", new string('x', 10)), new("smile", "\U0001F600\r\n\t ")],
        };

        var read = await ReadAsync(await WriteAsync(job, new(maxInlineCharacters: 10)));

        read.Parameters.Should().Equal(
            new("nul", Links.Parameter(Id, "nul"), true), new("half", Links.Parameter(Id, "half"), true), new("long", Links.Parameter(Id, "long"), true),
            new("fits", "xxxxxxxxxx", false), new UwsParameterDocument("smile", "\U0001F600\r\n\t ", false));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("00:00:00.001", 1)]
    [InlineData("00:00:59.9", 60)]
    [InlineData("00:01:00", 60)]
    [InlineData("-00:01:00", 0)]
    [InlineData("30000.00:00:00", int.MaxValue)]
    [Rule(57)]
    public void Execution_durations_are_whole_seconds_rounded_up_within_an_int(string? duration, int seconds)
        => UwsXmlWriter.Seconds(duration is null ? null : TimeSpan.Parse(duration, CultureInfo.InvariantCulture)).Should().Be(seconds);

    [Theory]
    [InlineData(ExecutionPhase.Error, true, true)]
    [InlineData(ExecutionPhase.Error, false, true)]
    [InlineData(ExecutionPhase.Aborted, true, true)]
    [InlineData(ExecutionPhase.Aborted, false, false)]
    [InlineData(ExecutionPhase.Completed, true, false)]
    [InlineData(ExecutionPhase.Executing, true, false)]
    [Rule(196, 203)]
    public async Task An_error_summary_belongs_to_ERROR_and_to_ABORTED_by_the_system(ExecutionPhase phase, bool withError, bool shown)
    {
        var job = Pending with { Phase = phase, Error = withError ? new JobError(true, "disk\0 full") : null };

        var error = (await ReadAsync(await WriteAsync(job))).Error;

        (error is not null).Should().Be(shown);
        if (shown)
        {
            error.Should().Be(withError ? new UwsErrorDocument(true, "disk\uFFFD full", true) : new(false, "The job failed without a message.", true));
        }
    }

    [Fact]
    [Rule(59, 60)]
    public async Task Job_info_carries_progress_former_phase_and_the_reason_without_names_that_UWS_uses()
    {
        var job = Pending with
        {
            Phase = ExecutionPhase.Archived, FormerPhase = ExecutionPhase.Completed, Progress = new(40.256, "reading", Created),
            JobInfo = "<p:plan xmlns:p='urn:x'><p:step n='1'/></p:plan>", Results = [new("gone", "gone")],
        };

        var root = Root(await WriteAsync(job));

        var info = root.Element(Uws + "jobInfo")!;
        info.Elements().Select(e => e.Name.LocalName).Should().Equal("info", "plan");
        var own = info.Elements().First();
        own.ToString(SaveOptions.DisableFormatting).Should().Be(
            "<uk:info xmlns:uk=\"urn:uwskit:jobinfo\"><uk:progress percent=\"40.26\" at=\"2026-03-04T10:15:30.123Z\">reading</uk:progress><uk:former>COMPLETED</uk:former></uk:info>");
        root.Element(Uws + "results")!.HasElements.Should().BeFalse("the results of an archived job are gone");
        Root(await WriteAsync(Pending with { Phase = ExecutionPhase.Held })).Descendants(XName.Get("reason", UwsXmlNames.JobInfo)).Single().Value.Should().Contain("PHASE=RUN");
    }

    [Theory]
    [InlineData("<open>")]
    [InlineData("two</two>")]
    [InlineData("<a/><b/>")]
    [InlineData("<p:undeclared/>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")]
    [InlineData("<phase xmlns='http://www.ivoa.net/xml/UWS/v1.0'>halfway</phase>")]
    [InlineData("<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='nothing'/>")]
    public async Task A_broken_fragment_is_left_out_and_the_document_stays_whole(string fragment)
    {
        var xml = await WriteAsync(Pending with { JobInfo = fragment });

        Root(xml).Element(Uws + "jobInfo").Should().BeNull();
        UwsSchema.Faults(xml).Should().BeEmpty();
    }

    [Theory]
    [InlineData(50, 2)]
    [InlineData(100_000, 1)]
    public async Task A_fragment_is_written_without_blanks_and_left_out_beyond_a_depth(int depth, int elements)
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", depth)) + "x" + string.Concat(Enumerable.Repeat("</a>", depth));

        var xml = await WriteAsync(Pending with { JobInfo = deep, Progress = new(1, null, Created) });

        Root(xml).Element(Uws + "jobInfo")!.Elements().Should().HaveCount(elements);
        Encoding.UTF8.GetString(xml).Contains(deep, StringComparison.Ordinal).Should().Be(elements == 2);
    }

    [Fact]
    public async Task SUSPENDED_and_HELD_can_be_shown_as_phases_that_every_client_knows()
    {
        var writer = new UwsXmlWriter(showSuspendedAndHeld: false);

        (await ReadAsync(await WriteAsync(Pending with { Phase = ExecutionPhase.Suspended }, writer))).Phase.Should().Be(ExecutionPhase.Executing);
        (await ReadAsync(await WriteAsync(Pending with { Phase = ExecutionPhase.Held }, writer))).Phase.Should().Be(ExecutionPhase.Queued);
        (await ReadAsync(await WriteAsync(Pending with { Phase = ExecutionPhase.Held }))).Phase.Should().Be(ExecutionPhase.Held);
    }

    [Theory]
    [InlineData("ftp://example.org/x")]
    [InlineData("/relative")]
    public void Links_need_an_absolute_http_URL(string url)
        => FluentActions.Invoking(() => new JobLinks(new Uri(url, UriKind.RelativeOrAbsolute))).Should().Throw<ArgumentException>().WithMessage($"*'{url}'*allowed: an absolute http*");

    private static XElement Root(byte[] xml) => XDocument.Load(new MemoryStream(xml)).Root!;
}
