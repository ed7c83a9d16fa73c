namespace UwsKit.EndToEnd;

/// <summary>stilts (the library of TOPCAT) drives a job list that looks like TAP.</summary>
public sealed class StiltsTests(CtaHost shared) : IDisposable
{
    private readonly UwsClient _list = shared.Host.List("async");

    public void Dispose() => shared.Host.ShowLog();

    [Fact, Rule(6, 7, 25, 28, 35, 99, 145, 156, 166, 170, 171, 172)]
    public async Task Taplint_finds_neither_errors_nor_warnings()
    {
        Tool.Need("stilts", "stilts");

        var report = await Tool.RunAsync("stilts",
        [
            "taplint", "interface=tap1.1", $"tapurl={shared.Host.Root}", $"asyncurl={_list.Url}", "stages=TME UWS", "report=EWF",
            $"tablesurl=file:{Places.Beside("Clients/tables.xml")}", $"capabilitiesurl=file:{Places.Beside("Clients/capabilities.xml")}",
        ]);

        report.Output.Should().Contain("Section UWS").And.Contain("Totals: Errors: 0; Warnings: 0; Failures: 0", report.All);
    }

    [Fact, Rule(25, 27, 80, 145, 171, 189)]
    public async Task Tapresume_runs_fetches_and_deletes_a_job()
    {
        Tool.Need("stilts", "stilts");
        var job = await _list.CreateAsync(("QUERY", "SELECT n FROM t"));

        var table = await ResumeAsync(job);

        table.Output.Should().Be("n\n42\n", table.All);
        (await _list.GetAsync(_list.JobUrl(job))).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact, Rule(195, 196, 199)]
    public async Task Tapresume_shows_why_a_job_failed()
    {
        Tool.Need("stilts", "stilts");
        var job = await _list.CreateAsync(("QUERY", "FAIL"));

        var failure = await ResumeAsync(job);

        failure.Error.Should().Contain("there is no table 'nowhere'", failure.All);
        failure.Status.Should().NotBe(0);
    }

    private Task<Tool> ResumeAsync(string job)
        => Tool.RunAsync("stilts", ["tapresume", $"joburl={_list.JobUrl(job)}", "ofmt=csv", "delete=finished"]);
}
