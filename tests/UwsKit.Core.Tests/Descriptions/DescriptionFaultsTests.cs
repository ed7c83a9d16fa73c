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

    [Fact]
    public void All_faults_come_at_once()
        => ParameterRules.Faults(With(new("a", ParameterType.Text), new("A", ParameterType.Text)) with
        {
            Name = "X", Results = [new("r", "image/png"), new("r", "image/png"), new("../up", "text/plain"), new("f", "text") { FilePattern = "sub/f" }],
            ExecutionDuration = TimeSpan.Zero, Documentation = new("doc.html", UriKind.Relative),
        }).Should().HaveCount(8);
}
