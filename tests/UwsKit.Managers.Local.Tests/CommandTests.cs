namespace UwsKit.Managers.Local.Tests;

public sealed class CommandTests : IDisposable
{
    private static readonly ParameterDescription[] Described =
        [new("a", ParameterType.Text), new("b", ParameterType.Text), new("many", ParameterType.Text) { Repeatable = true }, new("more", ParameterType.Text) { Repeatable = true }, new("absent", ParameterType.Text)];

    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<string> Words(string[] command, params JobParameter[] parameters)
    {
        var job = TestHost.NewJob() with { Parameters = parameters };
        var description = new JobDescription { Name = "test", Parameters = Described, Backend = new() { Command = command }, BaseDirectory = _folder };
        return CommandLine.Of(description, ParameterValues.Of(job, description, "/in"), "/root/script", "/usr/bin:/bin").Words.Skip(1).ToList();
    }

    private List<string> Arguments(string argument, params JobParameter[] parameters) => Words(["true", argument], parameters);

    [Fact]
    public void A_placeholder_becomes_the_value_within_its_argument()
        => Arguments("--x={a}:{B}", new("a", "1 2"), new("b", "{a}")).Should().Equal("--x=1 2:{a}");

    [Fact]
    public void An_argument_that_is_only_an_absent_parameter_is_left_out() => Arguments("{absent}").Should().BeEmpty();

    [Fact]
    public void An_absent_parameter_within_an_argument_is_empty() => Arguments("--x={absent}").Should().Equal("--x=");

    [Fact]
    public void An_empty_value_is_an_argument() => Arguments("{a}", new JobParameter("a", "")).Should().Equal("");

    [Fact]
    public void Several_values_become_several_arguments()
    {
        Arguments("{many}", new("many", "1"), new("many", "2")).Should().Equal("1", "2");
        Arguments("-m{many}", new("many", "1"), new("many", "2")).Should().Equal("-m1", "-m2");
    }

    [Fact]
    public void Several_values_of_two_parameters_in_one_argument_are_refused()
        => Invoking(() => Arguments("{many}{more}", new("many", "1"), new("many", "2"), new("more", "1"), new("more", "2"))).Should().Throw<RefusedException>().WithMessage("*'many'*'more'*");

    [Theory]
    [InlineData("{{a}}", "{a}")]
    [InlineData("{{{a}}}", "{1}")]
    [InlineData("${HOME}", "${HOME}")]
    [InlineData("awk '{ print }'", "awk '{ print }'")]
    [InlineData("{", "{")]
    [InlineData("a}", "a}")]
    public void Other_braces_are_text(string template, string expected) => Arguments(template, new JobParameter("a", "1")).Should().Equal(expected);

    [Fact]
    public void A_parameter_that_is_not_described_is_never_put_in() => Arguments("{HOME}", new JobParameter("HOME", "evil")).Should().Equal("{HOME}");

    [Fact]
    public void Only_the_descriptions_own_paths_start_at_its_folder()
    {
        Arguments("./data/x").Should().Equal(Path.Combine(_folder, "data/x"));
        Arguments("../x").Should().Equal(Path.Combine(Path.GetDirectoryName(_folder)!, "x"));
        Arguments("{a}", new JobParameter("a", "./x")).Should().Equal("./x");
        Arguments("./data/{a}.fits", new JobParameter("a", "m31")).Should().Equal(Path.Combine(_folder, "data/m31.fits"));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("x/../../../secret")]
    public void A_value_cannot_lead_a_path_of_the_description_out_of_its_folder(string value)
        => Invoking(() => Arguments("./data/{a}", new JobParameter("a", value))).Should().Throw<RefusedException>().WithMessage("*'a'*leave its folder");

    [Theory]
    [InlineData("/bin/sh", "-c")]
    [InlineData("bash", "-ec")]
    public void A_value_within_the_text_of_a_shell_is_refused(string shell, string option)
        => Invoking(() => Words([shell, option, "echo {a}"], new JobParameter("a", "$(id)"))).Should().Throw<RefusedException>().WithMessage("*'a'*text of a shell*\"$UWS_PARAM_a\"*");

    [Fact]
    public void A_shell_may_get_values_as_its_arguments()
        => Words(["sh", "-c", "echo \"$1\"", "sh", "{a}"], new JobParameter("a", "v")).Should().Equal("-c", "echo \"$1\"", "sh", "v");

    [Fact]
    public void A_NUL_in_an_argument_is_refused()
        => Invoking(() => Arguments("{a}", new JobParameter("a", "x\0y"))).Should().Throw<RefusedException>().WithMessage("*NUL*");

    [Theory]
    [InlineData("no-such-program", "cannot run 'no-such-program': not found")]
    [InlineData("/no/such", "cannot run '/no/such': not found")]
    [InlineData("/etc/passwd", "cannot run '/etc/passwd': not executable")]
    [InlineData("/etc", "cannot run '/etc': is a directory")]
    [InlineData("./gone", "cannot run './gone': not found")]
    [InlineData("{a}", "cannot run '{a}': not found")]
    public void A_program_that_cannot_run_is_named(string program, string message)
        => Invoking(() => Words([program], new JobParameter("a", "/bin/true"))).Should().Throw<RefusedException>().WithMessage(message);

    [Theory]
    [InlineData("../evil.sh")]
    [InlineData("/bin/true")]
    [InlineData("link.sh")]
    public void A_script_outside_the_descriptions_folder_is_refused(string script)
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "link.sh"), "/bin/true");

        Invoking(() => ProgramFile.OfScript(script, _folder, "/root/script")).Should().Throw<RefusedException>().WithMessage($"*'{script}'*folder of its description");
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_file_name_that_leaves_the_input_folder_is_refused(string name)
        => Invoking(() => Arguments("{a}", new JobParameter("a", null) { File = new(name, 1) })).Should().Throw<RefusedException>().WithMessage("*no plain file name*");

    [Fact]
    public void The_parameters_file_has_lists_for_repeatable_parameters_even_with_one_value()
    {
        var job = TestHost.NewJob() with { Parameters = [new("a", "1"), new("many", "2"), new("extra", "3"), new("EXTRA", "4")] };
        var description = new JobDescription { Name = "test", Parameters = Described };

        var json = System.Text.Json.JsonDocument.Parse(ParameterValues.Of(job, description, "/in").ToJson()).RootElement;

        json.EnumerateObject().Select(p => p.Name + p.Value.GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))
            .Should().Equal("a\"1\"", "many[\"2\"]", "extra[\"3\",\"4\"]");
    }

    private static Action Invoking(Func<object> action) => () => action();
}
