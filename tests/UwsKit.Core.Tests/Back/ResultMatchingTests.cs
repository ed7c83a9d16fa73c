namespace UwsKit.Back;

public class ResultMatchingTests
{
    private static List<string> Match(IReadOnlyList<ResultDescription> described, params string[] files)
        => ResultMatching.Match(described, [.. files.Select(f => new JobFile(f, 1))]).ConvertAll(r => $"{r.Result.Id}={r.File.Name}:{r.Result.MediaType}{(r.Result.Main ? " main" : "")}{(r.Result.PreviewOf is { } p ? $" of {p}" : "")}");

    [Fact]
    public void A_pattern_gives_each_file_its_own_name_and_exact_names_come_before_patterns()
        => Match(
            [new("maps", "image/fits") { FilePattern = "*.fits" }, new("quick") { FilePattern = "look.png", PreviewOf = "maps" }, new("log", "text/plain") { FilePattern = "log.fits" }, new("rest") { FilePattern = "?*" }],
            "b.fits", "log.fits", "a.fits", "look.png", "A.FITS", "table.VOT", "odd")
            .Should().Equal(
                "a.fits=a.fits:image/fits main", "b.fits=b.fits:image/fits main", "quick=look.png:image/png of maps", "log=log.fits:text/plain",
                "A.FITS=A.FITS:application/fits", "odd=odd:", "table.VOT=table.VOT:application/x-votable+xml");

    [Fact]
    public void Ids_are_unique_and_the_same_whatever_order_the_files_come_in()
    {
        IReadOnlyList<ResultDescription> described = [new("main", "image/fits") { FilePattern = "m" }, new("log", "text/plain") { FilePattern = "l" }, new("all") { FilePattern = "*" }];

        var ids = Match(described, "log", "result", "main", "m", "l", "all-log");

        ids.Should().Equal("main=m:image/fits main", "log=l:text/plain", "all-log=all-log:", "all-all-log=log:", "all-main=main:", "all-result=result:");
        Match(described, "all-log", "l", "m", "main", "result", "log").Should().Equal(ids);
    }

    [Fact]
    public void One_file_may_be_two_results()
        => Match([new("map", "image/fits") { FilePattern = "m.fits" }, new("result", "image/fits") { FilePattern = "m.fits" }, new("rest") { FilePattern = "*" }], "m.fits")
            .Should().Equal("map=m.fits:image/fits", "result=m.fits:image/fits main");

    [Fact]
    public void Without_described_results_every_file_is_one()
        => Match([], "b.json", "a").Should().Equal("a=a:", "b.json=b.json:application/json");

    [Fact]
    public void The_main_result_is_also_called_result()
    {
        var job = XmlSample with { Results = [new("log", "l") { Described = "log" }, new("a.fits", "a.fits") { Main = true }, new("b.fits", "b.fits") { Main = true }] };

        JobResults.Find(job, "result")!.Id.Should().Be("a.fits");
        JobResults.Find(job, "b.fits")!.Id.Should().Be("b.fits");
        JobResults.Find(job, "c.fits").Should().BeNull();
        JobResults.Find(job with { Results = [new("log", "l") { Described = "log" }] }, "result").Should().BeNull("the main result was not produced");
        JobResults.Find(job with { Results = [new("out.txt", "out.txt")] }, "result")!.Id.Should().Be("out.txt");
        JobResults.Find(job with { Results = [new("a", "a"), new("b", "b")] }, "result").Should().BeNull();
    }

    private static Job XmlSample => new() { Id = JobId.New(TimeProvider.System), JobList = "x", CreationTime = default };
}
