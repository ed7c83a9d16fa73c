namespace UwsKit.Descriptions;

public class FileParameterTests
{
    private static readonly JobDescription Closed = new()
    {
        Name = "closed", Parameters = [new("events", ParameterType.File), new("maps", ParameterType.File) { Repeatable = true }, new("width", ParameterType.Real), new("note", ParameterType.Text)],
    };

    private static readonly JobDescription Open = new() { Name = "open", AllowUndescribedParameters = true };

    private static readonly JobFile X = new("x", 1), Y = new("y", 2);

    [Fact]
    public void A_param_reference_takes_the_part_of_that_name_in_any_case_wherever_it_comes()
    {
        var verdict = ParameterRules.Check(Closed, [new("X", null, X), new("Events", "PARAM:x")]);

        verdict.Parameters.Should().Equal(new JobParameter("events", null) { File = X });
        (verdict.Violations, verdict.UnusedFiles).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<JobFile>()));
    }

    [Fact]
    public void A_part_named_after_a_declared_file_parameter_is_its_value()
    {
        ParameterRules.Check(Closed, [new("EVENTS", null, X)]).Parameters.Should().Equal(new JobParameter("events", null) { File = X });
        ParameterRules.Check(Closed, [new("events", "param:events"), new("events", null, X)]).Parameters.Should().Equal(new JobParameter("events", null) { File = X });
        ParameterRules.Check(Closed, [new("maps", null, X), new("maps", null, Y)]).Parameters.Should().HaveCount(2);
        ParameterRules.Check(Closed, [new("events", null, X), new("events", null, Y)]).Violations.Should().Equal("parameter 'events': given 2 times; allowed: once");
    }

    [Fact]
    public void A_URL_is_kept_by_reference()
        => ParameterRules.Check(Closed, [new("events", "https://example.org/e.fits")]).Parameters
            .Should().Equal(new JobParameter("events", "https://example.org/e.fits") { ByReference = true });

    [Fact]
    public void A_reference_without_part_a_part_without_reference_and_a_file_for_a_number_are_refused()
    {
        ParameterRules.Check(Closed, [new("events", "param:gone")]).Violations.Should().Equal("parameter 'events': 'param:gone' refers to a file part that was not sent");
        ParameterRules.Check(Closed, [new("width", null, X)]).Violations.Should().Equal("parameter 'width': a file was sent; allowed: a number");
        ParameterRules.Check(Closed, [new("x", null, X), new("x", null, Y), new("events", "param:x")]).Violations.Should().ContainSingle().Which.Should().StartWith("file part 'x': sent more than once");

        var orphan = ParameterRules.Check(Closed, [new("other", null, X), new("spurious", "param:other"), new("note", "param:other")]);
        orphan.Violations.Should().Equal("file part 'other': no parameter takes it; parameters that take files: events, maps");
        orphan.UnusedFiles.Should().Equal(X);
        orphan.Dropped.Should().Equal("spurious");
        orphan.Parameters.Should().Equal(new JobParameter("note", "param:other"));
    }

    [Fact]
    public void An_open_list_keeps_UPLOAD_as_text_and_its_parts_as_parameters()
    {
        var verdict = ParameterRules.Check(Open, [new("upload", "t1,param:x;t2,http://example.org/t;t3, param:Y"), new("x", null, X), new("y", null, Y), new("LANG", "ADQL")]);

        verdict.Violations.Should().BeEmpty();
        verdict.Parameters.Should().Equal(
            new("UPLOAD", "t1,param:x;t2,http://example.org/t;t3, param:Y"), new("x", null) { File = X }, new("y", null) { File = Y }, new JobParameter("LANG", "ADQL"));
        ParameterRules.Check(Open, [new("UPLOAD", "t1,param:gone")]).Violations.Should().ContainSingle().Which.Should().Contain("'t1,param:gone' is not allowed");
    }

    [Fact]
    public void An_open_list_keeps_files_of_undescribed_names()
    {
        ParameterRules.Check(Open, [new("image", null, X)]).Parameters.Should().Equal(new JobParameter("image", null) { File = X });
        ParameterRules.Check(Open, [new("image", "param:part"), new("part", null, X)]).Parameters.Should().Equal(new JobParameter("image", null) { File = X });
        ParameterRules.Check(Open, [new("a/b", null, X)]).Should().Match<ParameterVerdict>(v => v.Violations.Count == 1 && v.UnusedFiles.Count == 1);
    }

    [Fact]
    public void A_declared_UPLOAD_takes_parts_though_nothing_else_undescribed_is_allowed()
        => ParameterRules.Check(new() { Name = "tap", Parameters = [new("UPLOAD", ParameterType.Text) { Repeatable = true }] }, [new("upload", "t,param:x"), new("x", null, X), new("y", null, Y)])
            .Should().Match<ParameterVerdict>(v => v.Parameters.Count == 2 && v.Violations.Count == 1 && v.UnusedFiles.Single() == Y);
}
