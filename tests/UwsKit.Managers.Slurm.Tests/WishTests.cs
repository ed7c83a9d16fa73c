namespace UwsKit.Managers.Slurm.Tests;

public sealed class WishTests
{
    private static readonly SlurmOptions Settings = new() { Partition = "cta", Memory = "2G", AllowedOptions = ["partition", "cpus", "time"], Arguments = ["--constraint=avx2"] };

    [Fact]
    public void Settings_hold_where_the_description_says_nothing()
        => Of([]).Should().BeEquivalentTo("--partition=cta", "--mem=2G", "--constraint=avx2");

    [Fact]
    public void A_description_chooses_what_the_settings_allow_also_by_a_parameter()
        => Of(new() { ["cpus"] = "{n}", ["Partition"] = "gpu", ["time"] = "90s" }, new JobParameter("n", "8"))
            .Should().BeEquivalentTo("--partition=gpu", "--cpus-per-task=8", "--mem=2G", "--time=2", "--constraint=avx2");

    [Theory]
    [InlineData("memory", "1G", "*'memory' is not allowed here*partition, cpus, time*")]
    [InlineData("partition", "{n}", "*'x --uid=0'*partition*")]
    [InlineData("cpus", "{n}", "*'x --uid=0'*cpus*whole number*")]
    [InlineData("partition", "-x", "*'-x'*")]
    [InlineData("partition", "a\n#SBATCH -p b", "*partition*")]
    [InlineData("time", "soon", "*'soon'*time*")]
    public void What_is_not_allowed_is_refused_in_words(string option, string value, string message)
        => ((Action)(() => Of(new() { [option] = value }, new JobParameter("n", "x --uid=0")))).Should().Throw<RefusedException>().WithMessage(message);

    [Theory]
    [InlineData(1, "1"), InlineData(60, "1"), InlineData(61, "2"), InlineData(3600, "60")]
    public void Limits_are_whole_minutes_and_never_less(int seconds, string minutes) => BatchWishes.Minutes(TimeSpan.FromSeconds(seconds)).Should().Be(minutes);

    private static IReadOnlyList<string> Of(Dictionary<string, string> options, params JobParameter[] parameters)
    {
        var description = new JobDescription { Name = "test", Backend = new() { Options = options }, Parameters = [.. parameters.Select(p => new ParameterDescription(p.Name, ParameterType.Text))] };
        var job = new Job { Id = JobId.New(TimeProvider.System), JobList = "test", CreationTime = TimeProvider.System.Now(), Parameters = parameters };
        return SlurmWishes.Of(Settings, description, ParameterValues.Of(job, description, "/in"));
    }
}
