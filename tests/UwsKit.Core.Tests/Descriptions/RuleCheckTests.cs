namespace UwsKit.Descriptions;

public class RuleCheckTests
{
    private static readonly JobDescription Cone = new()
    {
        Name = "cone",
        Parameters =
        [
            new("object", ParameterType.Text), new("ra", ParameterType.Real), new("dec", ParameterType.Real), new("radius", ParameterType.Real), new("box", ParameterType.Real),
            new("frame", ParameterType.Text) { Default = "icrs" }, new("BAND", ParameterType.Text) { Repeatable = true, MinCount = 2, MaxCount = 3 },
        ],
        Rules =
        [
            new(ParameterRuleKind.OneOf, ["object", "ra"]) { Text = "one place" }, new(ParameterRuleKind.Needs, ["dec", "frame"]) { Parameter = "ra" },
            new(ParameterRuleKind.AtMostOneOf, ["radius", "box"]), new(ParameterRuleKind.AtLeastOneOf, ["radius", "box", "BAND"]),
        ],
    };

    private static IReadOnlyList<JobParameter> Given(string names)
        => ParameterRules.WithDefaults(Cone, [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => new JobParameter(n, "1"))]);

    [Theory]
    [InlineData("object radius")]
    [InlineData("RA dec box")]
    [InlineData("object BAND BAND")]
    public void What_keeps_all_rules_is_sound(string names)
        => (ParameterRules.Conflicts(Cone, Given(names)).Concat(ParameterRules.Missing(Cone, Given(names)))).Should().BeEmpty();

    [Fact]
    public void What_excludes_each_other_is_refused_at_once()
        => ParameterRules.Conflicts(Cone, Given("object RA dec radius box BAND band BAND BAND")).Should().Equal(
            "parameter 'BAND': given 4 times; allowed: 2 to 3 values",
            "parameters 'object', 'ra': given together; allowed: exactly one of 'object', 'ra' (one place)",
            "parameters 'radius', 'box': given together; allowed: at most one of 'radius', 'box'");

    [Fact]
    public void What_lacks_is_asked_for_when_the_job_is_committed()
    {
        ParameterRules.Conflicts(Cone, Given("")).Should().BeEmpty();
        ParameterRules.Missing(Cone, Given("")).Should().Equal(
            "parameters 'object', 'ra': none is given; allowed: exactly one of them (one place)", "parameters 'radius', 'box', 'BAND': none is given; allowed: one or more of them");
        ParameterRules.Missing(Cone, Given("ra band")).Should().Equal(
            "parameter 'BAND': given 1 times; allowed: 2 to 3 values", "parameter 'ra': given without 'dec'; allowed: together with 'dec', 'frame'");
    }

    [Fact]
    public void Several_defaults_are_several_values()
        => ParameterRules.WithDefaults(new() { Name = "x", Parameters = [new("b", ParameterType.Text) { Repeatable = true, Defaults = ["r", "g"] }] }, [])
            .Should().Equal(new("b", "r"), new JobParameter("b", "g"));
}
