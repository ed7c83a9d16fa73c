using System.Text;

namespace UwsKit.Managers.Moab.Tests;

public sealed class XmlTests
{
    [Fact]
    public void A_queue_is_read_with_its_parts_whatever_stands_around_it_and_below_its_jobs()
    {
        var answer = MoabXml.Read("showq", """
            Welcome to the cluster <b>
            <?xml version="1.0" encoding="UTF-16"?><Data><Object>queue</Object><cluster time="1"/><queue count="1" option="active"><job JobID="Moab.5" JobName="a &amp; b"><req/><job JobID="x"/></job></queue>
            <queue count="0" option="eligible"/><queue count="1" option="blocked"><job JobID="7" BlockReason="Dependency"/></queue></Data>
            bye
            """);

        answer.Queues.Should().Be(3);
        answer.Jobs.Select(j => (j["JobID"], j["JobName"], j.Queue)).Should().Equal(("Moab.5", "a & b", "active"), ("7", "", "blocked"));
    }

    [Fact]
    public void Two_answers_in_one_are_read_as_one()
        => MoabXml.Read("showq", "<Data><queue option='active'/></Data>\n<Data><queue option='blocked'><job JobID='1'/></queue></Data>").Should().Match<MoabAnswer>(a => a.Queues == 2 && a.Jobs.Count == 1);

    [Fact]
    public void Bytes_and_control_characters_in_the_names_of_others_do_not_hide_our_jobs()
    {
        var text = Encoding.UTF8.GetString([.. "<Data><queue option='active'><job JobID='1' JobName='"u8, 0xFC, 0x07, 0x00, .. "'/><job JobID='2' JobName='&#x1;'/></queue></Data>"u8]);

        MoabXml.Read("showq", text).Jobs.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("ERROR:  client timed out after 30 seconds", "*no <Data>*client timed out*")]
    [InlineData("<html><body>503</body></html>", "*no <Data>*<html>*")]
    [InlineData("<Data><queue option='active'><job JobID='1'", "*ends before </Data>*")]
    [InlineData("<Data><queue option='active'><job JobID='1'/></Data>", "*cannot be read*queue*")]
    [InlineData("<Data><queue option='active'><job JobID='1' JobID='2'/></queue></Data>", "*cannot be read*JobID*")]
    [InlineData("<!DOCTYPE Data SYSTEM 'file:///etc/passwd'><Data><queue/></Data>", "*document type or entities*")]
    [InlineData("<!DOCTYPE Data [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Data><queue>&b;</queue></Data>", "*document type or entities*")]
    [InlineData("<Data><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><queue>&e;</queue></Data>", "*document type or entities*")]
    [InlineData("<Data><queue>&e;</queue></Data>", "*cannot be read*'e'*")]
    [InlineData("<\0D\0a\0t\0a\0>\0<\0/\0D\0a\0t\0a\0>\0", "*no <Data>*")]
    public void What_cannot_be_read_is_an_error_in_words_and_never_no_jobs(string text, string message)
    {
        var error = ((Action)(() => MoabXml.Read("showq", text))).Should().Throw<UwsException>().WithMessage("the answer of showq cannot be read: *").WithMessage(message).Which;

        error.Kind.Should().Be(UwsErrorKind.Unavailable);
        error.Message.Should().NotContain("root:").And.NotContain("\n").And.NotContain("\0");
    }

    [Fact]
    public void Many_jobs_and_deep_nests_are_read_without_harm()
    {
        var text = $"<Data><queue option='active'>{string.Concat(Enumerable.Range(1, 20_000).Select(i => $"<job JobID='{i}' JobName='{new string('x', 200)}'/>"))}</queue>"
            + $"{string.Concat(Enumerable.Repeat("<a>", 20_000))}{string.Concat(Enumerable.Repeat("</a>", 20_000))}</Data>";

        MoabXml.Read("showq", text).Jobs.Should().HaveCount(20_000);
    }

    [Fact]
    public void Moabs_own_error_is_kept()
        => MoabXml.Read("checkjob", "<Data><Error code=\"700\">server rejected request - invalid job specified: 9</Error></Data>").Error.Should().Be("error 700: server rejected request - invalid job specified: 9");
}
