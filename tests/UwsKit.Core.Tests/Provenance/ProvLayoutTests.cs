namespace UwsKit.Core.Tests.Provenance;

public sealed class ProvLayoutTests
{
    private static readonly (int, int)[] Chain = [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5), (6, 4)];

    [Fact]
    public void Our_own_layout_goes_from_left_to_right_and_nothing_overlaps() => Judge(new LayeredLayout(7, Chain).Run());

    [Fact]
    public async Task That_of_Graphviz_does_so_too()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dot"), "dot is not installed (Debian package graphviz)");
        Judge(await Graphviz.LayOutAsync("/usr/bin/dot", 7, Chain, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/nonexistent/dot")]
    [InlineData("/bin/false")]
    public async Task A_program_that_does_not_answer_is_told(string program)
        => await FluentActions.Awaiting(() => Graphviz.LayOutAsync(program, 7, Chain, TestContext.Current.CancellationToken)).Should().ThrowAsync<InvalidOperationException>();

    [Fact]
    public void Cycles_and_a_thousand_nodes_are_laid_out()
    {
        new LayeredLayout(2, [(0, 1), (1, 0)]).Run().Centres.Should().HaveCount(2);
        new LayeredLayout(1000, [.. Enumerable.Range(0, 999).Select(n => (n, n + 1))]).Run().Centres.Should().HaveCount(1000);
        new LayeredLayout(0, []).Run().Edges.Should().BeEmpty();
    }

    private static void Judge(ProvLayout layout)
    {
        foreach (var (from, to) in Chain)
        {
            layout.Centres[from].X.Should().BeLessThan(layout.Centres[to].X);
        }

        for (var a = 0; a < layout.Centres.Count; a++)
        {
            layout.Centres[a].X.Should().BeInRange(ProvLayout.NodeWidth / 2, layout.Width - ProvLayout.NodeWidth / 2);
            layout.Centres[a].Y.Should().BeInRange(ProvLayout.NodeHeight / 2, layout.Height - ProvLayout.NodeHeight / 2);
            for (var b = 0; b < a; b++)
            {
                var apart = (X: Math.Abs(layout.Centres[a].X - layout.Centres[b].X), Y: Math.Abs(layout.Centres[a].Y - layout.Centres[b].Y));
                (apart.X >= ProvLayout.NodeWidth || apart.Y >= ProvLayout.NodeHeight).Should().BeTrue();
            }
        }
    }
}
