using System.Text;
using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Xml;

public class UwsXmlReaderTests
{
    private const string Old = """
        <job xmlns="http://www.ivoa.net/xml/UWS/v1.0" xmlns:l="http://www.w3.org/1999/xlink" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
          <jobId> 42 </jobId><ownerId i:nil="true"/><phase>
          executing </phase><quote/><startTime>2010-01-02T03:04:05</startTime><endTime i:nil="1"/>
          <executionDuration>60.5</executionDuration><destruction>2010-01-02T03:04:05+02:00</destruction>
          <parameters><parameter id="u" byReference="1">
             http://example.org/x
          </parameter></parameters>
          <results><result id="r" l:href="/results/r" size=""/><result id="s" l:href=""/></results>
          <jobInfo><phase>halfway</phase></jobInfo>
        </job>
        """;

    [Fact]
    public async Task A_document_of_an_old_server_with_other_prefixes_is_read()
    {
        var job = await UwsXmlReader.ReadJobAsync(new MemoryStream(Encoding.UTF8.GetBytes(Old)), new Uri("http://host.example.org/async/42"));

        job.Version.Should().Be("1.0");
        (job.JobId, job.Phase, job.OwnerId, job.CreationTime, job.Quote, job.EndTime).Should().Be(("42", ExecutionPhase.Executing, null, null, null, null));
        job.StartTime.Should().Be(new DateTimeOffset(2010, 1, 2, 3, 4, 5, TimeSpan.Zero), "no zone is UTC");
        job.Destruction.Should().Be(new DateTimeOffset(2010, 1, 2, 1, 4, 5, TimeSpan.Zero), "an offset is converted");
        job.ExecutionDuration.Should().Be(TimeSpan.FromSeconds(60.5));
        job.Parameters.Should().Equal(new UwsParameterDocument("u", "http://example.org/x", true));
        job.Results.Should().Equal(new("r", "http://host.example.org/results/r", null, null), new UwsResultDocument("s", null, null, null));
        job.JobInfo.Should().Contain("halfway");
    }

    [Theory]
    [InlineData("", "*Root element is missing*")]
    [InlineData("<html/>", "*the root element is 'html'*")]
    [InlineData("<job/>", "*the root element is 'job'*")]
    [InlineData("<!DOCTYPE job><u:job xmlns:u='http://www.ivoa.net/xml/UWS/v1.0'/>", "*DTD is prohibited*")]
    [InlineData("<u:job xmlns:u='http://www.ivoa.net/xml/UWS/v1.0'/>", "*'job' has no 'jobId'*")]
    [InlineData("<u:job xmlns:u='http://www.ivoa.net/xml/UWS/v1.0'><u:jobId>1</u:jobId><u:phase>half\u202Eway</u:phase></u:job>", "*phase 'half\\u202Eway' is not allowed; allowed: PENDING *")]
    [InlineData("<u:job xmlns:u='http://www.ivoa.net/xml/UWS/v1.0'><u:jobId>1</u:jobId><u:phase>ERROR</u:phase><u:startTime>soon</u:startTime></u:job>", "*startTime 'soon'*")]
    public async Task What_is_no_job_is_refused_in_one_line(string xml, string message)
        => (await FluentActions.Awaiting(() => ReadAsync(xml)).Should().ThrowAsync<UwsException>().WithMessage(message))
            .Which.Message.Should().NotContain("\n");

    [Fact]
    public async Task A_document_beyond_the_bound_is_refused()
        => await FluentActions.Awaiting(() => UwsXmlReader.ReadJobAsync(new MemoryStream(Encoding.UTF8.GetBytes(Old)), maxCharacters: 300))
            .Should().ThrowAsync<UwsException>();

    public static TheoryData<string> Examples(string folder, string pattern)
        => [.. UwsSchema.Shared is null ? ["absent"] : Directory.GetFiles(Path.Combine(UwsSchema.Shared, "standards/examples" + folder), pattern).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Examples), "", "job*.xml")]
    public async Task The_examples_of_the_standard_are_valid_and_read(string file)
    {
        var xml = Example(file);

        UwsSchema.Faults(xml).Should().BeEmpty();
        var version = file.StartsWith("jobs", StringComparison.Ordinal) ? (await UwsXmlReader.ReadJobListAsync(new MemoryStream(xml))).Version : (await ReadAsync(xml)).Version;
        version.Should().Be("1.1");
    }

    [Theory]
    [MemberData(nameof(Examples), "/invalid", "*.xml")]
    public void The_invalid_examples_are_refused_by_the_schema_that_judges_our_documents(string file)
        => UwsSchema.Faults(Example("invalid/" + file)).Should().NotBeEmpty();

    private static byte[] Example(string file)
    {
        Assert.SkipUnless(UwsSchema.Shared is not null, "the examples are not beside the repository");
        return File.ReadAllBytes(Path.Combine(UwsSchema.Shared!, "standards/examples", file));
    }
}
