namespace UwsKit.Descriptions;

public class ParameterRulesTests
{
    private static readonly JobDescription Smooth = new()
    {
        Name = "smooth",
        Parameters =
        [
            new("width", ParameterType.Real) { Min = "0.1", Max = "20", Unit = "deg", Default = "2" },
            new("bins", ParameterType.Integer) { Required = true, Min = "1" },
            new("mode", ParameterType.Text) { Options = ["fast", "slow"] },
            new("BAND", ParameterType.Text) { Repeatable = true },
            new("quick", ParameterType.Boolean), new("from", ParameterType.Timestamp) { Max = "2030-01-01" }, new("link", ParameterType.Uri),
            new("events", ParameterType.File) { Required = true }, new("extra", ParameterType.File) { Repeatable = true },
        ],
    };

    private static readonly JobDescription Open = new() { Name = "open", AllowUndescribedParameters = true, Parameters = [new("width", ParameterType.Real)] };

    [Theory]
    [InlineData("width", "0.1", null)]
    [InlineData("width", "2e1", null)]
    [InlineData("width", "99", "parameter 'width': '99' is not allowed; allowed: 0.1 to 20 deg")]
    [InlineData("width", "NaN", "parameter 'width': 'NaN' is not allowed; allowed: a number, 0.1 to 20 deg")]
    [InlineData("width", "1e999", "parameter 'width': '1e999' is not allowed; allowed: a number, 0.1 to 20 deg")]
    [InlineData("width", "1,5", "parameter 'width': '1,5' is not allowed; allowed: a number, 0.1 to 20 deg")]
    [InlineData("width", "", "parameter 'width': '' is not allowed; allowed: a number, 0.1 to 20 deg")]
    [InlineData("bins", "9223372036854775807", null)]
    [InlineData("bins", "9223372036854775808", "parameter 'bins': '9223372036854775808' is not allowed; allowed: a whole number of 64 bits, at least 1")]
    [InlineData("bins", "0", "parameter 'bins': '0' is not allowed; allowed: at least 1")]
    [InlineData("bins", "1.0", "parameter 'bins': '1.0' is not allowed; allowed: a whole number of 64 bits, at least 1")]
    [InlineData("mode", "fast", null)]
    [InlineData("mode", "FAST", "parameter 'mode': 'FAST' is not allowed; allowed: fast, slow")]
    [InlineData("quick", "TRUE", null)]
    [InlineData("quick", "0", null)]
    [InlineData("quick", "yes", "parameter 'quick': 'yes' is not allowed; allowed: true, false, 1 or 0")]
    [InlineData("from", "2029-12-31T10:00:00Z", null)]
    [InlineData("from", "2031", "parameter 'from': '2031' is not allowed; allowed: at most 2030-01-01")]
    [InlineData("from", "2029-12-31T10:00:00+01:00", "parameter 'from': '2029-12-31T10:00:00+01:00' is not allowed; allowed: an ISO 8601 instant in UTC, at most 2030-01-01")]
    [InlineData("link", "ivo://example/x", null)]
    [InlineData("link", "/etc/passwd", "parameter 'link': '/etc/passwd' is not allowed; allowed: an absolute URI")]
    [InlineData("link", "http://a/b c", "parameter 'link': 'http://a/b c' is not allowed; allowed: an absolute URI")]
    [InlineData("events", "/etc/passwd", "parameter 'events': '/etc/passwd' is not allowed; allowed: a file part, param: and the name of one, or an http or https URL")]
    [InlineData("events", "file:///etc/passwd", "parameter 'events': 'file:///etc/passwd' is not allowed; allowed: a file part, param: and the name of one, or an http or https URL")]
    public void A_value_is_kept_as_sent_or_refused_with_the_rule(string name, string value, string? violation)
    {
        var verdict = ParameterRules.Check(Smooth, [new(name, value)]);

        verdict.Violations.Should().Equal(violation is null ? [] : [violation]);
        verdict.Parameters.Should().Equal(violation is null ? [new JobParameter(name, value)] : []);
    }

    [Fact]
    public void Names_are_matched_in_any_case_and_shown_as_declared_in_the_order_received()
        => ParameterRules.Check(Smooth, [new("band", "r"), new("WIDTH", "3"), new("Band", "g")]).Parameters
            .Should().Equal(new("BAND", "r"), new("width", "3"), new JobParameter("BAND", "g"));

    [Fact]
    public void All_violations_come_at_once_and_a_single_value_given_twice_is_one()
        => ParameterRules.Check(Smooth, [new("width", "99"), new("bins", "x"), new("mode", "fast"), new("MODE", "slow"), new("mode", "fast")]).Violations
            .Should().HaveCount(3).And.EndWith("parameter 'mode': given 3 times; allowed: once");

    [Fact]
    public void Hostile_values_are_shortened_and_made_printable_in_messages()
    {
        var line = ParameterRules.Check(Smooth, [new("bins", "1\r\nX\0\u202E\uD800" + new string('x', 5000))]).Violations.Single();

        line.Should().StartWith("parameter 'bins': '1\\u000D\\u000AX\\u0000\\u202E\\uD800xxx").And.Contain("(5007 characters)").And.NotContainAny("\n", "\r", "\0", "\u202E");
        line.Length.Should().BeLessThan(250);
    }

    [Fact]
    public void Ten_thousand_bad_values_give_a_message_of_a_hundred_lines()
        => ParameterRules.Check(Smooth, [.. Enumerable.Range(0, 10_000).Select(_ => new PostedValue("bins", "x"))]).Violations
            .Should().HaveCount(101).And.EndWith("and 9901 more");

    [Fact]
    public void Unknown_names_are_dropped_but_the_run_id_is_kept()
    {
        var verdict = ParameterRules.Check(Smooth, [new("spurious", "1"), new("runId", "nightly"), new("Spurious", "param:x")]);

        verdict.Violations.Should().BeEmpty();
        verdict.Dropped.Should().Equal("spurious");
        verdict.Parameters.Should().Equal(new JobParameter("RUNID", "nightly"));
        ParameterRules.Check(Smooth, [new("RUNID", new string('x', 65))]).Violations.Single().Should().EndWith("allowed: at most 64 characters, none of them a control character");
        ParameterRules.Check(Smooth, [new("RUNID", "a\nb")]).Violations.Should().ContainSingle("it goes into logs and environments");
    }

    [Fact]
    public void An_open_list_keeps_undescribed_values_as_text_under_legal_names_only()
    {
        var verdict = ParameterRules.Check(Open, [new("QUERY", "a\0b"), new("query", "2"), new("é.x:y-1", "3"), new("a b", "4"), new("..", "5"), new("phase", "RUN"), new("WIDTH", "x")]);

        verdict.Parameters.Should().Equal(new("QUERY", "a\0b"), new("QUERY", "2"), new JobParameter("é.x:y-1", "3"));
        verdict.Violations.Should().HaveCount(4).And.ContainMatch("parameter name 'a b' is not allowed*").And.ContainMatch("parameter name '..'*").And.ContainMatch("*'phase'*");
    }

    [Fact]
    public void Missing_names_the_required_ones_without_value_and_defaults_are_appended_as_declared()
    {
        IReadOnlyList<JobParameter> given = [new("BAND", "r"), new("bins", "3")];

        ParameterRules.Missing(Smooth, given).Should().ContainSingle().Which.Should().StartWith("parameter 'events': a value is needed; allowed: a file part");
        ParameterRules.WithDefaults(Smooth, given).Should().Equal(new("BAND", "r"), new("bins", "3"), new JobParameter("width", "2"));
        ParameterRules.WithDefaults(Smooth, [new("WIDTH", "7")]).Should().Equal(new JobParameter("WIDTH", "7"));
        ParameterRules.WithDefaults(new() { Name = "x", Parameters = [new("f", ParameterType.File) { Default = "http://example.org/f" }] }, [])
            .Should().Equal(new JobParameter("f", "http://example.org/f") { ByReference = true });
    }

    [Fact]
    public void An_update_replaces_all_values_of_a_name_while_uploads_accumulate()
        => ParameterRules.Merge([new("A", "1"), new("B", "2"), new("A", "3"), new("UPLOAD", "t,param:x"), new("UPLOAD", "u,http://e/")], [new("a", "9"), new("UPLOAD", "v,param:y"), new("UPLOAD", "t,param:x")])
            .Should().Equal(new("B", "2"), new("UPLOAD", "u,http://e/"), new("a", "9"), new("UPLOAD", "v,param:y"), new JobParameter("UPLOAD", "t,param:x"));
}
