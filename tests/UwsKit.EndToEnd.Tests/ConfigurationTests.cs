namespace UwsKit.EndToEnd;

/// <summary>A host with a wrong configuration does not start: it prints every fault at once, each with the key, the value found and what is allowed.</summary>
public sealed class ConfigurationTests(CtaHost shared) : IAsyncDisposable
{
    private const int WrongConfiguration = 78;
    private const int NotAvailable = 69;

    private readonly TestFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Every_fault_is_told_at_once_in_one_line_each()
    {
        var (status, output) = await RunAsync(
            "--Uws:Storage:Plugin=UwsKit.Storage.Sqlit", "--Uws:Managers:local:MaxParallel=many", "--Uws:Managers:local:MaxParalel=3", "--Uws:Defaults:Lifetime=7w",
            "--Uws:Limits:MaxValues=-3", "--Uws:JobLists:skymap:Description=jobs/nosuch.json", "--Uws:JobLists:simulate:Manager=cluster", "--Uws:PublicUrl=here");

        status.Should().Be(WrongConfiguration, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines[0].Should().Be("The configuration has 8 faults:");
        lines[1..].Should().SatisfyRespectively(
            line => line.Should().StartWith("Uws:Defaults:Lifetime: '7w' is not allowed; allowed: a duration such as 90s, 10m"),
            line => line.Should().Be("Uws:Limits:MaxValues: '-3' is not allowed; allowed: 1 to 1000000"),
            line => line.Should().StartWith("Uws:PublicUrl: 'here' is not allowed; allowed: an absolute http or https URL"),
            line => line.Should().StartWith("Uws:Storage:Plugin: Plugin 'UwsKit.Storage.Sqlit' is not known; known storages: UwsKit.Storage.File, UwsKit.Storage.Sqlite"),
            line => line.Should().StartWith("Uws:Managers:local:MaxParalel: unknown key; known here: ").And.Contain("MaxParallel"),
            line => line.Should().Be("Uws:Managers:local:MaxParallel: 'many' is not allowed; allowed: a whole number"),
            line => line.Should().StartWith("Uws:JobLists:skymap:Description: ").And.EndWith("jobs/nosuch.json: there is no such file; expected: a job description in JSON or as VOTable"),
            line => line.Should().Be("Uws:JobLists:simulate:Manager: there is no manager 'cluster'; known here: local"));
    }

    [Fact]
    public async Task A_check_tells_the_same_and_starts_nothing()
    {
        var (status, output) = await RunAsync("--check", "--Uws:ProbeInterval=often");

        status.Should().Be(WrongConfiguration, output);
        output.Should().StartWith("The configuration has 1 fault:\n  Uws:ProbeInterval: 'often' is not allowed; allowed: a duration");
    }

    [Fact]
    public async Task A_check_of_a_sound_configuration_says_so()
    {
        var (status, output) = await RunAsync("--check");

        status.Should().Be(0, output);
        output.Should().Contain("The configuration is sound.\n").And.NotContainAny("fail:", "Job list");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_tells_every_word_and_starts_nothing(string word)
    {
        var (status, output) = await RunAsync(word);

        status.Should().Be(0, output);
        output.Should().StartWith("Usage: CtaService [--Section:Key=value ...] [WORD]\n").And.NotContainAny("info:", "fail:");
        output.Should().ContainAll("\n  --check ", "\n  --check-descriptions DIR ", "\n  --convert-description FROM TO ", "\n  --add-user NAME ", "\n  --revoke-token ID ", "\n  --version ", "\n  --demo ", "\n  --export FILE ");
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var (status, output) = await RunAsync("--version");

        status.Should().Be(0, output);
        output.Should().MatchRegex(@"^CtaService \d+\.\S+ \(UwsKit \d+\.\S+, \.NET 10\.\S+\)\n$");
    }

    [Theory]
    [InlineData("--chek", "--check")]
    [InlineData("--hlep", "--help")]
    [InlineData("--check-description", "--check-descriptions")]
    [InlineData("--add-usr", "--add-user")]
    public async Task A_misspelt_word_is_told_and_starts_nothing(string word, string meant)
    {
        var (status, output) = await RunAsync(word);

        status.Should().Be(64, output);
        output.Should().Be($"'{word}' is not a word of the command line; did you mean {meant}? --help tells them all\n");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_fault_in_one_line()
    {
        await File.WriteAllTextAsync(_folder["data"], "a file where a folder should be");

        var (status, output) = await RunAsync("--check");

        status.Should().Be(WrongConfiguration, output);
        output.Should().MatchRegex(@"(?m)^The configuration has 3 faults:\n  manager 'local': .*data.*\n  Storage:Path: .*data.*\n  files: .*data.*\n");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        var taken = new Uri(shared.Host.Root).GetLeftPart(UriPartial.Authority);

        var (status, output) = await RunAsync("--urls", taken);

        status.Should().Be(NotAvailable, output);
        output.Should().Contain($"The service cannot listen: Failed to bind to address {taken}: address already in use.").And.NotContainAny("   at ", "fail:", "crit:");
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999", "port")]
    [InlineData("nonsense", "nonsense")]
    public async Task An_address_that_is_none_is_told_in_one_line(string address, string told)
    {
        var (status, output) = await RunAsync("--urls", address);

        status.Should().Be(NotAvailable, output);
        output.Should().MatchRegex($"(?m)^The service cannot listen: .*{told}.*$").And.NotContainAny("   at ", "fail:", "crit:");
    }

    [Fact]
    public async Task Files_that_cannot_be_kept_are_told_in_one_line()
    {
        await File.WriteAllTextAsync(_folder["taken"], "a file where a folder should be");

        var (status, output) = await RunAsync("--Uws:Files:Root=taken");

        status.Should().Be(WrongConfiguration, output);
        output.Should().MatchRegex(@"(?m)^The configuration has 1 fault:\n  files: 'taken' is no folder where this process may make files \(.*\)$").And.NotContainAny("   at ", "fail:", "crit:");
    }

    private Task<(int Status, string Output)> RunAsync(params string[] arguments) => ServiceHost.RunAsync(Places.CtaService, _folder, arguments);
}
