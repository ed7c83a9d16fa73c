using System.Xml;

namespace UwsKit.Core.Tests.Provenance;

public sealed class ProvNamesTests
{
    private static readonly JobId Id = JobId.Parse("j0abcdefghjkmnpqrstvwxyz0123456");

    private static readonly string[] Hostile =
    [
        "", "a", "a.b", "a.", ".", "..", "a/b", "a_2Fb", "a_2f", "_", "__", "_5F", "9", "-", "a b", "a\nb", "<x>", "a&b", "a:b", "a'b", "a,b;c)d", "\0", "é", "e\u0301", "\U0001F52D", "\uD800", "\uFFFD",
        "x\"]) entity(evil", new('x', 5000), new('x', 5001), new('/', 5000), new('.', 200),
    ];

    [Fact]
    public void Every_text_has_a_name_of_its_own_that_is_legal_in_every_format()
    {
        var names = Hostile.Select(text => ProvNames.Result(Id, text)).ToList();

        names.Should().OnlyContain(n => n.Length < 200).And.OnlyContain(n => n.All(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_' || c == '.')).And.OnlyContain(n => !n.EndsWith('.'));
        names.ForEach(n => XmlConvert.VerifyNCName(n).Should().Be(n));

        // A half of a surrogate pair is no text: it is written as the character that stands for such.
        names.Distinct().Should().HaveCount(Hostile.Length - 1);
    }

    [Fact]
    public void The_job_of_a_name_is_found_again()
    {
        ProvNames.TryJob(ProvNames.Result(Id, "x"), out var job).Should().BeTrue();
        job.Should().Be(Id);
        ProvNames.TryJob(Id.Value + "x", out _).Should().BeFalse();
        ProvNames.TryJob("user-anna", out _).Should().BeFalse();
        ProvNames.Local(ProvNames.Namespace("http://h/uws") + Id, "http://h/uws").Should().Be(Id.Value);
    }
}
