using System.Text;

namespace UwsKit.Core.Tests.Provenance;

public sealed class OwnProvenanceTests
{
    private static readonly JobId Id = JobId.Parse("j0abcdefghjkmnpqrstvwxyz0123456");

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"entity\":[]}", "no JSON object")]
    [InlineData("{\"bundle\":{}}", "'bundle' is not taken over")]
    [InlineData("{\"entity\":{\"a\":{\"x\":[[[[[[[1]]]]]]]}}}", "levels")]
    [InlineData("{\"entity\":{\"a\":{}},\"used\":{\"_:1\":{\"prov:activity\":\"b\",\"prov:entity\":\"a\"}}}", "does not describe")]
    [InlineData("{\"used\":{\"_:1\":{\"prov:entity\":\"a\"}}}", "no prov:activity")]
    [InlineData("{\"activity\":{\"a\":{\"prov:startTime\":\"soon\"}}}", "'soon' is no instant")]
    [InlineData("{\"entity\":{\"ex:j0abcdefghjkmnpqrstvwxyz0123457\":{}}}", "which is not this one")]
    [InlineData("{\"entity\":{\"http://h/list/j0abcdefghjkmnpqrstvwxyz0123457\":{}}}", "which is not this one")]
    [InlineData("{\"entity\":{\"\":{}}}", "1 to 300 characters")]
    [InlineData("{\"entity\":{\"a\":{}},\"agent\":{\"a\":{}}}", "described twice")]
    [InlineData("{\"entity\":{\"a\":{},\"b\":{}},\"wasDerivedFrom\":{\"1\":{\"prov:generatedEntity\":\"a\",\"prov:usedEntity\":\"b\"},\"2\":{\"prov:generatedEntity\":\"b\",\"prov:usedEntity\":\"a\"}}}", "comes from itself")]
    public void What_cannot_be_taken_is_told_in_one_line(string document, string words)
        => Parsing(document).Should().Throw<FormatException>().Which.Message.Should().Contain(words).And.NotContain("\n");

    [Fact]
    public void Too_much_is_told_in_one_line()
    {
        Parsing(new string(' ', OwnProvenance.MaxBytes + 1)).Should().Throw<FormatException>().WithMessage("*bytes allowed*");
        var many = string.Join(',', Enumerable.Range(0, 2001).Select(n => $"\"e{n}\":{{}}"));
        Parsing($"{{\"entity\":{{{many}}}}}").Should().Throw<FormatException>().WithMessage("*statements allowed*");
    }

    [Fact]
    public void A_long_chain_is_no_cycle_and_needs_no_deep_stack()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 900).Select(n => $"\"e{n}\":{{}}"));
        var relations = string.Join(',', Enumerable.Range(1, 899).Select(n => $"\"{n}\":{{\"prov:generatedEntity\":\"e{n}\",\"prov:usedEntity\":\"e{n - 1}\"}}"));
        OwnProvenance.Parse(Encoding.UTF8.GetBytes($"{{\"entity\":{{{nodes}}},\"wasDerivedFrom\":{{{relations}}}}}"), Id).Relations.Should().HaveCount(899);
    }

    private static Action Parsing(string document) => () => OwnProvenance.Parse(Encoding.UTF8.GetBytes(document), Id);
}
