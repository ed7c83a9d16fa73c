namespace UwsKit.Descriptions;

public class ResponseFormatsTests
{
    [Theory]
    [InlineData("votable", "application/x-votable+xml;serialization=binary2", true), InlineData("VOTable", "application/x-votable+xml", true), InlineData("fits", "image/fits", true)]
    [InlineData("fits", "application/fits", true), InlineData("png", "image/png", true), InlineData("text", "text/plain", true), InlineData("text/csv", "TEXT/CSV; header=present", true)]
    [InlineData("text", "text/csv", false), InlineData("", "text/plain", false), InlineData("csv", null, false), InlineData("/", "text/plain", false)]
    public void A_media_type_is_named_by_itself_a_short_form_or_its_subtype(string asked, string? type, bool matches) => ResponseFormats.Matches(asked, type).Should().Be(matches);

    [Theory]
    [InlineData("csv", "application/x-votable+xml", "text/csv"), InlineData("application/x-mine", "text/csv", "application/x-mine"), InlineData("text/csv;header=present", "text/csv", "text/csv;header=present")]
    [InlineData("fits", "image/fits", null), InlineData("PROV-N", "text/plain", null), InlineData("a/b\r\nX: y", "text/plain", null), InlineData(null, "text/plain", null)]
    public void What_was_asked_for_is_the_type_of_what_was_made(string? asked, string? described, string? type) => ResponseFormats.Decide(asked, described).Should().Be(type);

    [Fact]
    public void What_no_described_result_has_is_refused_unless_nothing_is_described()
    {
        JobDescription some = new() { Name = "x", Results = [new("map", null) { FilePattern = "map.fits" }, new("table", "text/csv")] };
        ResponseFormats.Refusal(some, "fits").Should().BeNull();
        ResponseFormats.Refusal(some, "votable").Should().Be("application/fits, text/csv");
        ResponseFormats.Refusal(new() { Name = "x" }, "votable").Should().BeNull();
    }
}
