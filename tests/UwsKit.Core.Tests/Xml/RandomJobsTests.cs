using static UwsKit.Xml.XmlSamples;

namespace UwsKit.Xml;

public class RandomJobsTests
{
    private static readonly string[] Hostile =
    [
        "", " ", "\t\r\n", "]]>", "<![CDATA[", "<!--", "&#0;", "&amp;", "\0", "\u0001", "\uFFFE", "\uFFFF", "\uD83D", "\uDE00", "\U0001F600", "\u202Eabc", "\u0085\u2028",
        "'\"<>&", "../..", "a/b?c#d%20", "é\u0301", "\uFEFF", new string('x', 3000),
    ];

    [Fact]
    [Rule(35, 59, 117, 190)]
    public async Task Whatever_a_job_holds_the_document_is_valid_and_reads_back_equal()
    {
        var random = new Random(20260304);
        for (var round = 0; round < 400; round++)
        {
            var job = Make(random);

            var xml = await WriteAsync(job, new(maxInlineCharacters: 2000));

            var read = await ReadAsync(xml);
            read.Phase.Should().Be(job.Phase);
            read.RunId.Should().Be(Legal(job.RunId));
            read.OwnerId.Should().Be(Legal(job.OwnerId));
            (read.CreationTime, read.Quote, read.StartTime, read.EndTime, read.Destruction)
                .Should().Be((job.CreationTime, job.Quote, job.StartTime, job.EndTime, job.Destruction));
            read.ExecutionDuration.Should().Be(job.ExecutionDuration);
            var places = ParameterPlaces.Of(job.Parameters);
            read.Parameters.Should().Equal(job.Parameters.Select((p, i) => XmlText.IsLegal(p.Value) && p.Value!.Length <= 2000
                ? new UwsParameterDocument(Legal(p.Name)!, p.Value, false) : new(Legal(p.Name)!, Links.Parameter(job.Id, p.Name, places[i]), true)));
            if (job.Phase != ExecutionPhase.Archived)
            {
                read.Results.Select(r => (r.Id, r.Href, r.Size)).Should().Equal(job.Results.Select(r => (Legal(r.Id)!, (string?)Links.Result(job.Id, r.Id), r.Size)));
            }

            if (UwsSchema.Shared is not null)
            {
                UwsSchema.Faults(xml).Should().BeEmpty();
            }
        }
    }

    private static string? Legal(string? text) => text is null ? null : XmlText.Clean(text);

    private static Job Make(Random random)
    {
        string Text() => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Hostile[random.Next(Hostile.Length)]));
        string? Maybe() => random.Next(3) == 0 ? null : Text();
        DateTimeOffset? Instant() => random.Next(3) == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(-62135596800000, 253402300799999));
        return Pending with
        {
            RunId = Maybe(), OwnerId = Maybe(), Phase = ExecutionPhaseWords.All[random.Next(10)], Quote = Instant(), StartTime = Instant(), EndTime = Instant(),
            Destruction = Instant(), ExecutionDuration = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(1, int.MaxValue)),
            Parameters = [.. Enumerable.Range(0, random.Next(5)).Select(_ => new JobParameter(Text(), Text()))],
            Results = [.. Enumerable.Range(0, random.Next(5)).Select(_ => new JobResult(Text(), "f") { Size = random.Next(2) == 0 ? null : random.NextInt64(long.MaxValue), MediaType = Maybe() })],
            Error = random.Next(2) == 0 ? null : new JobError(random.Next(2) == 0, Text()), JobInfo = Maybe(),
            Progress = random.Next(2) == 0 ? null : new JobProgress(random.Next(3) == 0 ? double.NaN : random.NextDouble() * 200, Maybe(), Created),
        };
    }
}
