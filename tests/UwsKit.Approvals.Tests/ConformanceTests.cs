namespace UwsKit;

public sealed class ConformanceTests
{
    [Fact]
    public void Every_requirement_has_a_test_or_a_stated_reason()
        => ConformanceMap.Read().Unproved.Select(n => $"R{n}").Should().BeEmpty();

    [Fact]
    public void The_conformance_page_tells_the_present_tests()
        => Repository.Approve("docs/conformance.md", ConformanceMap.Read().ToMarkdown());
}
