namespace UwsKit.Descriptions;

public class DescriptionFaultsTests
{
    private static JobDescription With(params ParameterDescription[] parameters) => new() { Name = "probe", Parameters = parameters };

    [Fact]
    public void A_sound_description_has_no_fault()
        => ParameterRules.Faults(With(new("width", ParameterType.Real) { Min = "0", Max = "1", Default = "0.5" }, new("mode", ParameterType.Text) { Options = ["a", "b"], Default = "b" }) with
        {
            Results = [new("result", "image/fits") { FilePattern = "map.fits" }], Backend = new() { Command = ["run", "--width={width}", "{{literal}}", "{MODE}", "echo ${UWS_OUTPUT_DIR}", "{ print $1 }", "}{"] },
        }).Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("-dash")]
    [InlineData("a/b")]
    [InlineData("capabilities")]
    [InlineData("probe-sync")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_name_that_cannot_be_a_job_list_is_a_fault(string name)
        => ParameterRules.Faults(new() { Name = name }).Should().ContainSingle().Which.Should().StartWith($"name: '{name[..Math.Min(60, name.Length)]}");

    [Fact]
    public void Faults_that_quote_other_parameters_are_plain_text()
        => ParameterRules.Faults(With(new ParameterDescription("second\u007F", ParameterType.Text)) with { Backend = new() { Command = ["run", "{first}"] } })
            .Should().HaveCount(2).And.OnlyContain(f => !f.Any(char.IsControl)).And.Contain(f => f.Contains("parameters: second\\u007F;"));

    public static TheoryData<ParameterDescription, string> Bad => new()
    {
        { new("a b", ParameterType.Text), "parameter 'a b': this name is not allowed; allowed: letters*" },
        { new("..", ParameterType.Text), "parameter '..': this name is not allowed*" },
        { new("Phase", ParameterType.Text), "parameter 'Phase': this name is not allowed, because it controls every job; *" },
        { new("n", (ParameterType)99), "parameter 'n': type '99' is not allowed; allowed: Text, *" },
        { new("n", ParameterType.Integer) { Min = "1.5" }, "parameter 'n': min '1.5' is not allowed; allowed: a whole number of 64 bits" },
        { new("n", ParameterType.Integer) { Min = "5", Max = "3" }, "parameter 'n': min '5' is above max '3'" },
        { new("n", ParameterType.Text) { Max = "3" }, "parameter 'n': max '3' has no meaning for this type; *" },
        { new("n", ParameterType.Real) { Max = "3", Default = "4" }, "parameter 'n': default '4' is not allowed; allowed: at most 3" },
        { new("n", ParameterType.Real) { Max = "3", Options = ["1", "4"] }, "parameter 'n': option '4' is not allowed; allowed: a number, at most 3" },
        { new("n", ParameterType.Text) { Options = ["a", "a"] }, "parameter 'n': option 'a' is given 2 times" },
        { new("n", ParameterType.Text) { Options = ["a"], Default = "b" }, "parameter 'n': default 'b' is not allowed; allowed: a" },
        { new("n", ParameterType.File) { Options = ["a"] }, "parameter 'n': a file has no options" },
        { new("n", ParameterType.File) { Default = "/etc/passwd" }, "parameter 'n': default '/etc/passwd' is not allowed; allowed: an http or https URL" },
        { new("n", ParameterType.File) { MediaType = "fits" }, "parameter 'n': mediaType 'fits' is not allowed; *" },
        { new("n", ParameterType.Text) { MinCount = 2 }, "parameter 'n': minCount and maxCount belong to a repeatable parameter" },
        { new("n", ParameterType.Text) { Repeatable = true, MinCount = 3, MaxCount = 2 }, "parameter 'n': 3 to 2 values is not allowed; *" },
        { new("n", ParameterType.Text) { Default = "a", Defaults = ["b"] }, "parameter 'n': a single and several default values are both given; *" },
        { new("n", ParameterType.Text) { Defaults = ["a", "b"] }, "parameter 'n': 2 default values are given; allowed: one, for it is not repeatable" },
        { new("n", ParameterType.Text) { Repeatable = true, MaxCount = 1, Defaults = ["a", "b"] }, "parameter 'n': 2 default values are given; allowed: at most 1 values" },
        { new("n", ParameterType.Text) { Pattern = "(" }, "parameter 'n': pattern '(' is not allowed: InsufficientClosingParentheses at 1; *" },
        { new("n", ParameterType.Text) { Pattern = "a)(b" }, "parameter 'n': pattern 'a)(b' is not allowed: *" },
        { new("n", ParameterType.Text) { Pattern = @"(a)\1" }, @"parameter 'n': pattern '(a)\1' is not allowed: it has back-references*" },
        { new("n", ParameterType.Text) { Pattern = "((a{1000}){1000}){1000}" }, "parameter 'n': pattern * is not allowed: *too many repetitions*" },
        { new("n", ParameterType.Real) { Pattern = "a" }, "parameter 'n': a pattern has no meaning for this type; *" },
        { new("n", ParameterType.Real) { MaxLength = 3 }, "parameter 'n': maxLength has no meaning for this type; *" },
        { new("n", ParameterType.Text) { MaxLength = 0 }, "parameter 'n': maxLength '0' is not allowed; *" },
        { new("n", ParameterType.Text) { MaxSize = 3 }, "parameter 'n': maxSize has no meaning for this type; allowed with: file" },
        { new("n", ParameterType.Text) { Options = ["a"], OptionTitles = new Dictionary<string, string> { ["b"] = "B" } }, "parameter 'n': option 'b' has a title but is no option" },
        { new("n", ParameterType.Real) { Xtype = "moc" }, "parameter 'n': unsupported-xtype: moc; allowed: timestamp, interval, point, circle, polygon, *" },
        { new("n", ParameterType.Text) { Xtype = "interval" }, "parameter 'n': the xtype interval belongs to the types integer and real" },
        { new("n", ParameterType.Integer) { Xtype = "circle" }, "parameter 'n': the xtype circle belongs to the type real" },
        { new("n", ParameterType.Text) { Xtype = "timestamp" }, "parameter 'n': the xtype timestamp belongs to the type timestamp" },
        { new("n", ParameterType.Real) { Xtype = "point", Min = "0" }, "parameter 'n': min '0' has no meaning for this type; *" },
        { new("n", ParameterType.Real) { Xtype = "interval", Min = "0", Default = "-1 2" }, "parameter 'n': default '-1 2' is not allowed; *" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_parameter_that_contradicts_itself_is_a_fault(ParameterDescription parameter, string fault)
        => ParameterRules.Faults(With(parameter)).Should().ContainSingle().Which.Should().Match(fault);

    public static TheoryData<BackendDescription, string> BadBackends => new()
    {
        { new() { Command = ["run"], Script = "run.sh" }, "backend: command and script are both given*" },
        { new() { Arguments = ["x"] }, "backend.arguments: they belong to a script*" },
        { new() { Command = ["{width}"] }, "backend.command: program '{width}' is not allowed*" },
        { new() { Command = ["run", "{height}"] }, "backend.command: '{height}' in '{height}' is no parameter; parameters: width; double the braces for the text itself" },
        { new() { Script = "s", Arguments = ["a\0b"] }, "backend.arguments: *is not allowed; allowed: text without NUL" },
    };

    [Theory]
    [MemberData(nameof(BadBackends))]
    public void A_command_that_cannot_be_made_is_a_fault(BackendDescription backend, string fault)
        => ParameterRules.Faults(With(new ParameterDescription("width", ParameterType.Real)) with { Backend = backend }).Should().ContainSingle().Which.Should().Match(fault);

    public static TheoryData<ParameterRule, string> BadRules => new()
    {
        { new(ParameterRuleKind.OneOf, ["width"]), "rules[0].parameters: 1 names are too few; allowed: 2 or more" },
        { new(ParameterRuleKind.OneOf, ["width", "hight"]), "rules[0].parameters: 'hight' is no parameter; parameters: width, other, set, must" },
        { new(ParameterRuleKind.AtMostOneOf, ["width", "WIDTH"]), "rules[0].parameters: 'width' is named 2 times" },
        { new(ParameterRuleKind.AtLeastOneOf, ["width", "set"]), "rules[0].parameters: 'set' is required or has a default*" },
        { new(ParameterRuleKind.OneOf, ["width", "must"]), "rules[0].parameters: 'must' is required or has a default*" },
        { new(ParameterRuleKind.Needs, ["width"]), "rules[0].parameter: a value is needed*" },
        { new(ParameterRuleKind.AtLeastOneOf, ["width", "other"]) { Parameter = "width" }, "rules[0].parameter: it belongs to rules of the kind needs" },
        { new(ParameterRuleKind.Needs, []) { Parameter = "width" }, "rules[0].parameters: 0 names are too few; allowed: 1 or more" },
        { new((ParameterRuleKind)9, []), "rules[0].kind: '9' is not allowed; allowed: OneOf, AtMostOneOf, AtLeastOneOf, Needs" },
    };

    [Theory]
    [MemberData(nameof(BadRules))]
    public void A_rule_that_cannot_hold_is_a_fault(ParameterRule rule, string fault)
        => ParameterRules.Faults(With(new("width", ParameterType.Real), new("other", ParameterType.Real), new("set", ParameterType.Real) { Default = "1" }, new("must", ParameterType.Real) { Required = true }) with { Rules = [rule] })
            .Should().ContainSingle().Which.Should().Match(fault);

    [Fact]
    public void An_example_that_the_service_would_refuse_is_a_fault()
    {
        JobDescription Example(string name, string parameter, string value) => With(new("width", ParameterType.Real) { Required = true, Max = "9" }, new("other", ParameterType.Real)) with
        {
            Examples = [new(name) { Parameters = new Dictionary<string, IReadOnlyList<string>> { [parameter] = [value] } }],
        };

        ParameterRules.Faults(Example("x", "WIDTH", "9")).Should().BeEmpty();
        ParameterRules.Faults(Example("x", "width", "99")).Should().Equal("example 'x': parameter 'width': '99' is not allowed; allowed: at most 9");
        ParameterRules.Faults(Example("x", "other", "1")).Should().Equal("example 'x': parameter 'width': a value is needed; allowed: a number, at most 9");
        ParameterRules.Faults(Example("x", "hight", "1")).Should().Equal("example 'x': 'hight' is no parameter", "example 'x': parameter 'width': a value is needed; allowed: a number, at most 9");
        ParameterRules.Faults(Example("1x", "width", "1")).Should().ContainSingle().Which.Should().StartWith("example '1x': this name is not allowed");
    }

    [Fact]
    public void Results_that_contradict_each_other_are_faults()
        => ParameterRules.Faults(new()
        {
            Name = "x", StandardId = new("https://example.org/"),
            Results = [new("map"), new("quick") { PreviewOf = "quick" }, new("look") { PreviewOf = "mop" }],
        }).Should().SatisfyRespectively(
            f => f.Should().StartWith("standardId: 'https://example.org/' is not allowed"),
            f => f.Should().Be("result 'quick': previewOf 'quick' is no other result; results: map, quick, look"),
            f => f.Should().StartWith("result 'look': previewOf 'mop' is no other result"));

    [Fact]
    public void All_faults_come_at_once()
        => ParameterRules.Faults(With(new("a", ParameterType.Text), new("A", ParameterType.Text)) with
        {
            Name = "X", Results = [new("r", "image/png"), new("r", "image/png"), new("../up", "text/plain"), new("f", "text") { FilePattern = "sub/f" }],
            ExecutionDuration = TimeSpan.Zero, Documentation = new("doc.html", UriKind.Relative),
        }).Should().HaveCount(8);
}
