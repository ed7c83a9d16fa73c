namespace UwsKit.Managers.Moab.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("\n4761849\n", "4761849"), InlineData("\n\nMoab.5\n", "Moab.5"), InlineData("a banner\n4364.orion\n", "4364.orion"), InlineData("<Data><job JobID=\"881218\"/></Data>", "881218")]
    [InlineData("moab.54[3]", "moab.54[3]"), InlineData("", null), InlineData("ALL", null), InlineData("-c", null), InlineData("job submitted", null), InlineData("<Data><Error code=\"1\">x</Error></Data>", null)]
    public void The_id_of_a_submission_is_read(string output, string? id) => MoabText.ReadSubmitted(output).Should().Be(id);

    [Theory]
    [InlineData("4364.orion", true), InlineData("Moab.5", true), InlineData("all", false), InlineData("5 6", false), InlineData("5,6", false), InlineData(".*", false), InlineData("^5", false), InlineData("5\n", false)]
    public void Only_plain_ids_are_given_to_commands(string text, bool isId) => MoabText.IsId(text).Should().Be(isId);

    [Theory]
    [InlineData("ERROR:  client timed out after 30 seconds (h:42559=M)", true, false), InlineData("ERROR:    lost connection to server", true, false), InlineData("msub gave no answer within 60s", true, false)]
    [InlineData("ERROR:    cannot connect to server 'h' on port 42559", false, true), InlineData("ssh: connect to host h port 22: Connection refused", false, true)]
    [InlineData("Host key verification failed.", false, true), InlineData("ERROR:  invalid class 'x'", false, false)]
    public void Errors_say_whether_the_request_may_have_arrived(string text, bool doubtful, bool away) => (MoabText.IsDoubtful(text), MoabText.IsAway(text)).Should().Be((doubtful, away));

    [Fact]
    public void Errors_are_one_line_from_either_stream_without_their_prefixes()
        => MoabText.Error(new(1, "<Data><Error code=\"5\">no such class</Error></Data>", "ERROR:  cannot submit\n")).Should().Be("cannot submit; no such class");

    [Fact]
    public void The_cancelled_jobs_of_a_reply_are_found()
        => MoabText.Cancelled("\njob '4761849' cancelled\njob 'Moab.11' canceled\n").Should().Equal("4761849", "Moab.11");
}
