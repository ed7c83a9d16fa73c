namespace UwsKit.Managers.Moab.Tests;

public sealed class WishTests
{
    private static readonly MoabOptions Settings = new()
    {
        Class = "long", Memory = "2gb", Time = TimeSpan.FromHours(1), AllowedOptions = ["class", "nodes", "time"], Arguments = ["-l", "flags=suspendable"],
    };

    [Fact]
    public void Settings_hold_where_the_description_says_nothing()
        => Of([]).Should().Equal("-q", "long", "-l", "mem=2gb", "-l", "walltime=3600", "-l", "flags=suspendable");

    [Fact]
    public void A_description_chooses_what_the_settings_allow_also_by_a_parameter()
        => Of(new() { ["nodes"] = "1:ppn={n}", ["Class"] = "gpu", ["time"] = "90s" }, new JobParameter("n", "8"))
            .Should().Equal("-q", "gpu", "-l", "mem=2gb", "-l", "walltime=120", "-l", "nodes=1:ppn=8", "-l", "flags=suspendable");

    [Theory]
    [InlineData("memory", "1gb", "*'memory' is not allowed here*class, nodes, time*")]
    [InlineData("class", "{n}", "*'x -l walltime=9'*class*")]
    [InlineData("nodes", "1,walltime=999999", "*'1,walltime=999999'*nodes*")]
    [InlineData("class", "-x", "*'-x'*")]
    [InlineData("class", "a\n#PBS -q b", "*class*")]
    [InlineData("time", "soon", "*'soon'*time*")]
    public void What_is_not_allowed_is_refused_in_words(string option, string value, string message)
        => ((Action)(() => Of(new() { [option] = value }, new JobParameter("n", "x -l walltime=9")))).Should().Throw<RefusedException>().WithMessage(message);

    [Fact]
    public void The_execution_duration_takes_the_place_of_the_default()
    {
        MoabWishes.With(["-l", "walltime=60", "-q", "a"], TimeSpan.FromSeconds(61)).Should().Equal("-l", "walltime=120", "-q", "a");
        MoabWishes.With(["-q", "a"], TimeSpan.FromHours(48)).Should().Equal("-q", "a", "-l", "walltime=172800");
        MoabWishes.With(["-q", "a"], null).Should().Equal("-q", "a");
    }

    private static IReadOnlyList<string> Of(Dictionary<string, string> options, params JobParameter[] parameters)
    {
        var description = new JobDescription { Name = "test", Backend = new() { Options = options }, Parameters = [.. parameters.Select(p => new ParameterDescription(p.Name, ParameterType.Text))] };
        var job = new Job { Id = JobId.New(TimeProvider.System), JobList = "test", CreationTime = TimeProvider.System.Now(), Parameters = parameters };
        return MoabWishes.Of(Settings, description, ParameterValues.Of(job, description, "/in"));
    }
}
