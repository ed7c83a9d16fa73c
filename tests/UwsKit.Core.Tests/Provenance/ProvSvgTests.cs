using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace UwsKit.Core.Tests.Provenance;

/// <summary>A drawing of ten jobs can be read. With UWSKIT_DRAWINGS=FOLDER the drawings are left there, to be looked at.</summary>
public sealed class ProvSvgTests
{
    private const double Width = ProvLayout.NodeWidth, Height = ProvLayout.NodeHeight;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Programs => ["/usr/bin/dot", ""];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Of_ten_jobs_no_node_lies_over_another_and_no_line_passes_through_one(string program)
    {
        var picture = ProvPicture.Of(await TenJobs.GraphAsync());
        List<(int From, int To)> edges = [.. picture.Edges.Select(e => (e.From, e.To)).Distinct()];
        var layout = program.Length == 0 ? new LayeredLayout(picture.Nodes.Count, edges).Run() : await Graphviz.LayOutAsync(Existing(program), picture.Nodes.Count, edges, TestContext.Current.CancellationToken);

        foreach (var (a, one) in layout.Centres.Index())
        {
            layout.Centres.Take(a).Should().NotContain(other => Math.Abs(one.X - other.X) < Width && Math.Abs(one.Y - other.Y) < Height);
            one.X.Should().BeInRange(Width / 2, layout.Width - Width / 2);
            one.Y.Should().BeInRange(Height / 2, layout.Height - Height / 2);
        }

        foreach (var (i, (from, to)) in edges.Index())
        {
            var points = Sampled(layout.Edges[i]).ToList();
            points.Should().OnlyContain(p => p.X >= 0 && p.X <= layout.Width && p.Y >= 0 && p.Y <= layout.Height);
            foreach (var (n, at) in layout.Centres.Index().Where(c => c.Index != from && c.Index != to))
            {
                points.Should().NotContain(p => Math.Abs(p.X - at.X) < Width / 2 - 1 && Math.Abs(p.Y - at.Y) < Height / 2 - 1, $"{picture.Nodes[from].Node.Id} → {picture.Nodes[to].Node.Id} passes {picture.Nodes[n].Node.Id}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Ten_jobs_are_told_apart_linked_and_fit_their_frame(string program)
    {
        var svg = await DrawAsync(program.Length == 0 ? program : Existing(program));

        svg.Attribute("viewBox")!.Value.Should().Be($"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}");
        var nodes = svg.Descendants(Svg + "g").ToList();
        nodes.Should().HaveCount(11 + 11 + 2).And.OnlyContain(g => g.Element(Svg + "title")!.Value.Length > 0);
        nodes.Where(g => g.Attribute("class")!.Value.StartsWith("activity", StringComparison.Ordinal)).Select(g => string.Join('/', g.Elements(Svg + "text").Select(t => t.Value))).Should().OnlyHaveUniqueItems()
            .And.Contain(["skymap/COMPLETED crab-4", "skymap/ERROR 2026-03-01 12:07", "not visible to you"]);
        nodes.Where(g => g.Attribute("class")!.Value == "agent").Select(g => g.Elements(Svg + "text").Last().Value).Should().BeEquivalentTo("operator of 10 jobs", "software of 10 jobs");
        nodes.Single(g => g.Attribute("class")!.Value == "activity failed").Element(Svg + "title")!.Value.Should().Contain("the worker ended with status 1").And.Contain("emin = 0.1").And.Contain("operator: bob");
        svg.Descendants(Svg + "a").Select(a => a.Attribute("href")!.Value).Should().HaveCount(18, "of eleven jobs and results one is gone and one is not shown").And.Contain($"http://h/uws/report/{TenJobs.Id(10)}");
        nodes.SelectMany(g => g.Elements(Svg + "text")).Should().OnlyContain(t => t.Value.Length <= 30).And.Contain(t => t.Value.StartsWith("gammapy_", StringComparison.Ordinal) && t.Value.Contains('…') && t.Value.EndsWith(".fits.gz", StringComparison.Ordinal));
        svg.Element(Svg + "style")!.Value.Should().Contain("prefers-color-scheme:dark");
        svg.Descendants(Svg + "path").Select(p => p.Attribute("d")!.Value).SelectMany(d => d.Split([' ', 'M', 'L', 'C', 'z'], StringSplitOptions.RemoveEmptyEntries)).Should().OnlyContain(n => double.IsFinite(double.Parse(n, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("events", "events")]
    [InlineData("", "")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("a-name-that-is-very-long-and-goes-on.fits", "a-name-tha…-on.fits")]
    public void Labels_are_cut_in_their_middle(string text, string shown) => ProvLabel.Fit(text, 150, 13).Should().Be(shown);

    [Theory]
    [InlineData("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW")]
    [InlineData("\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D\U0001F52D")]
    [InlineData("星空の地図を作るための仕事星空の地図を作るための仕事")]
    public void Wide_characters_take_more_room_and_none_is_cut_in_two(string text)
    {
        var shown = ProvLabel.Fit(text, 150, 13);
        shown.EnumerateRunes().Count().Should().BeInRange(5, 15);
        shown.Should().NotContain("\uFFFD").And.Contain("…");
    }

    private static async Task<XElement> DrawAsync(string program)
    {
        var options = Options.Create(new UwsOptions());
        options.Value.Provenance.Graphviz = program;
        using var drawing = new ProvenanceDrawing(options, TimeProvider.System, NullLogger<ProvenanceDrawing>.Instance);
        var bytes = await drawing.DrawAsync(await TenJobs.GraphAsync(), TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("UWSKIT_DRAWINGS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, program.Length == 0 ? "own.svg" : "dot.svg"), bytes);
        }

        return XDocument.Load(new MemoryStream(bytes)).Root!;
    }

    private static string Existing(string program)
    {
        Assert.SkipUnless(File.Exists(program), "dot is not installed (Debian package graphviz)");
        return program;
    }

    private static IEnumerable<(double X, double Y)> Sampled(IReadOnlyList<(double X, double Y)> p)
    {
        for (var i = 0; i + 3 < p.Count; i += 3)
        {
            for (var t = 0.0; t <= 1; t += 0.02)
            {
                var (a, b, c, d) = (Math.Pow(1 - t, 3), 3 * t * Math.Pow(1 - t, 2), 3 * t * t * (1 - t), t * t * t);
                yield return (a * p[i].X + b * p[i + 1].X + c * p[i + 2].X + d * p[i + 3].X, a * p[i].Y + b * p[i + 1].Y + c * p[i + 2].Y + d * p[i + 3].Y);
            }
        }
    }
}
