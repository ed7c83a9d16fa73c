namespace UwsKit.Descriptions;

public class DaliShapeTests
{
    private static readonly JobDescription Shapes = new()
    {
        Name = "shapes",
        Parameters =
        [
            new("BAND", ParameterType.Real) { Xtype = "interval", Unit = "m", Min = "0", Max = "10" }, new("channels", ParameterType.Integer) { Xtype = "interval" },
            new("POINT", ParameterType.Real) { Xtype = "point" }, new("pixel", ParameterType.Real) { Xtype = "point", Unit = "pix" },
            new("CIRCLE", ParameterType.Real) { Xtype = "circle", Unit = "deg" }, new("POLYGON", ParameterType.Real) { Xtype = "polygon" },
            new("own", ParameterType.Text) { Xtype = "cta:region" }, new("when", ParameterType.Timestamp) { Xtype = "timestamp" },
        ],
    };

    [Theory]
    [InlineData("BAND", "0.5 1e0")]
    [InlineData("BAND", "  0.5\t0.5\n")]
    [InlineData("BAND", "-Inf 2")]
    [InlineData("BAND", "2 +Inf")]
    [InlineData("BAND", "-Inf Inf")]
    [InlineData("channels", "-3 9223372036854775807")]
    [InlineData("POINT", "360 -90")]
    [InlineData("pixel", "4000 -700.5")]
    [InlineData("CIRCLE", "12.0 34.0 0.5")]
    [InlineData("CIRCLE", "0 0 180")]
    [InlineData("POLYGON", "10 10 10 20 20 20 20 10")]
    [InlineData("own", "whatever it is")]
    [InlineData("when", "2030-01-31T12:00:00Z")]
    public void Literals_of_DALI_are_kept_as_sent(string name, string value)
        => ParameterRules.Check(Shapes, [new(name, value)]).Should().Match<ParameterVerdict>(v => v.Violations.Count == 0 && v.Parameters.Single().Value == value);

    [Theory]
    [InlineData("BAND", "1", "two numbers separated by a blank, the lower first; -Inf and +Inf for an open end, 0 to 10 m")]
    [InlineData("BAND", "2 1", "two numbers*")]
    [InlineData("BAND", "1 2 3", "two numbers*")]
    [InlineData("BAND", "1,2", "two numbers*")]
    [InlineData("BAND", "NaN NaN", "two numbers*")]
    [InlineData("BAND", "+Inf 1", "two numbers*")]
    [InlineData("BAND", "Inf Inf", "two numbers*")]
    [InlineData("BAND", "-inf 1", "two numbers*")]
    [InlineData("BAND", "-1 5", "two numbers*0 to 10 m")]
    [InlineData("BAND", "5 11", "two numbers*0 to 10 m")]
    [InlineData("BAND", "1\u00A02", "two numbers*")]
    [InlineData("channels", "1.5 2", "two whole numbers*")]
    [InlineData("channels", "-Inf 2", "two whole numbers*")]
    [InlineData("POINT", "361 0", "two numbers separated by a blank (longitude 0 to 360, latitude -90 to 90)")]
    [InlineData("POINT", "0 90.0001", "two numbers*")]
    [InlineData("POINT", "1 Inf", "two numbers*")]
    [InlineData("CIRCLE", "1 2", "three numbers separated by blanks: a position (longitude 0 to 360, latitude -90 to 90) and a radius of 0 to 180")]
    [InlineData("CIRCLE", "1 2 -0.1", "three numbers*")]
    [InlineData("CIRCLE", "1 2 181", "three numbers*")]
    [InlineData("POLYGON", "1 1 2 2", "three or more positions*")]
    [InlineData("POLYGON", "1 1 2 2 3 3 4", "three or more positions*")]
    [InlineData("POLYGON", "1 1 2 2 3 91", "three or more positions*")]
    [InlineData("POINT", "", "two numbers*")]
    public void Anything_else_is_refused_with_the_rule(string name, string value, string allowed)
        => ParameterRules.Check(Shapes, [new(name, value)]).Violations.Should().ContainSingle().Which.Should().Match($"parameter '{name}': '*' is not allowed; allowed: {allowed}");

    [Theory]
    [InlineData("CIRCLE 12 34 0.5")]
    [InlineData("circle 12 34 0.5")]
    [InlineData("Polygon 1 1 2 2 3 3")]
    public void A_value_of_another_xtype_is_named_first(string value)
        => ParameterRules.Check(Shapes, [new("circle", value)]).Violations.Should().ContainSingle().Which.Should().StartWith($"unsupported-xtype: shape: parameter 'CIRCLE': '{value}' is not allowed; allowed: three numbers");

    [Fact]
    public void A_polygon_without_end_is_refused_quickly()
        => ParameterRules.Check(Shapes, [new("POLYGON", string.Join(' ', Enumerable.Repeat("1", 1_000_000)))]).Violations.Should().ContainSingle();
}
