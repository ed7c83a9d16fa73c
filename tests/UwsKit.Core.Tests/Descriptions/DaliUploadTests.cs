namespace UwsKit.Descriptions;

public class DaliUploadTests
{
    private static readonly JobFile X = new("x", 1);

    [Theory]
    [InlineData("t,param:p", new[] { "t,param:p" })]
    [InlineData("a,param:p;b,http://e.org/x;y=1;c_2, param:q", new[] { "a,param:p", "b,http://e.org/x;y=1", "c_2, param:q" })]
    [InlineData("a,http://e.org/?q=1,2;3,4", new[] { "a,http://e.org/?q=1,2;3,4" })]
    [InlineData("", new[] { "" })]
    public void A_semicolon_separates_where_another_upload_follows(string value, string[] pairs) => DaliUpload.Split(value).Should().Equal(pairs);

    [Theory]
    [InlineData("t,param:p", "t", "param:p"), InlineData(" t_2 , http://e.org/a,b ", "t_2", "http://e.org/a,b")]
    public void A_pair_is_a_name_and_a_URI(string pair, string name, string uri) => DaliUpload.Parse(pair).Should().Be((name, uri));

    [Theory]
    [InlineData(""), InlineData(","), InlineData("t"), InlineData("t,"), InlineData("2t,u"), InlineData("_t,u"), InlineData("t-1,u"), InlineData("é,u"), InlineData("t;,u")]
    public void Anything_else_is_none(string pair) => DaliUpload.Parse(pair).Should().BeNull();

    [Fact]
    public void A_later_upload_of_a_name_replaces_the_former_and_others_stay()
        => ParameterRules.Merge([new("UPLOAD", "a,param:p") { File = X }, new("UPLOAD", "b,http://e.org/") { ByReference = true }], [new("UPLOAD", "A,http://e.org/2") { ByReference = true }])
            .Select(p => p.Value).Should().Equal("b,http://e.org/", "A,http://e.org/2");

    [Fact]
    public void Where_the_work_reads_UPLOAD_itself_names_and_forms_are_judged_all_the_same()
    {
        JobDescription tap = new() { Name = "tap", Parameters = [new("UPLOAD", ParameterType.Text) { Repeatable = true }] };
        ParameterRules.Check(tap, [new("UPLOAD", "a,http://e.org/;a,http://e.org/")]).Violations.Should().Equal("parameter 'UPLOAD': the name 'a' is given more than once; allowed: once in a request");
        ParameterRules.Check(tap, [new("UPLOAD", "nonsense")]).Violations.Should().ContainSingle().Which.Should().StartWith("parameter 'UPLOAD': 'nonsense' is not allowed; allowed: NAME,URI");
        ParameterRules.Check(tap, [new("UPLOAD", "a,vos://e.org!t")]).Violations.Should().BeEmpty("the work may know more schemes");
    }

    [Fact]
    public void A_file_part_called_UPLOAD_has_no_name()
    {
        JobDescription files = new() { Name = "x", Parameters = [new("UPLOAD", ParameterType.File) { Repeatable = true }] };
        ParameterRules.Check(files, [new("upload", null, X)]).Violations.Should().ContainSingle().Which.Should().StartWith("parameter 'UPLOAD': a file without a name was sent; allowed: NAME,URI");
        ParameterRules.Check(files, [new("upload", null, X), new("UPLOAD", "t,param:upload")]).Parameters.Should().Equal(new JobParameter("UPLOAD", "t,param:upload") { File = X });
    }
}
