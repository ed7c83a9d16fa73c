using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UwsKit.EndToEnd;

/// <summary>Nothing is lost and nothing runs twice, however the host ends; jobs outlive it.</summary>
public sealed class RestartTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<ServiceHost> _hosts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    [Fact, Rule(22, 132, 139)]
    public async Task Killed_while_fifty_jobs_are_queued_and_running_the_host_takes_all_of_them_up_and_runs_none_twice()
    {
        var host = await StartAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.List("count").CreateAsync(("PHASE", "RUN"), ("seconds", "0.3"))));

        foreach (var begun in (int[])[3, 17, 34])
        {
            await Patience.UntilAsync(() => Journal().Count >= begun, $"{begun} jobs have begun");
            await host.KillAsync();
            host = await StartAsync();
        }

        await AllCompletedOnceAsync(host, jobs);
        (await JobsAsync(host)).Should().HaveCount(50);
    }

    [Theory, Rule(25, 98)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task Killed_while_jobs_are_created_the_host_has_lost_none_that_it_answered(int answers)
    {
        var host = await StartAsync();
        List<string> created = [];
        var creators = Enumerable.Range(0, 4).Select(_ => CreateUntilKilledAsync(host.List("count"), created)).ToList();
        await Patience.UntilAsync(() => { lock (created) { return created.Count >= answers; } }, $"{answers} jobs were created");
        await host.KillAsync();
        await Task.WhenAll(creators);

        host = await StartAsync();

        await AllCompletedOnceAsync(host, created);
        foreach (var other in (await JobsAsync(host)).Except(created))
        {
            // On disk before its answer could be sent: a job like all others.
            UwsClient.PhaseOf(await host.List("count").EndAsync(other)).Should().Be("COMPLETED");
        }
    }

    [Fact]
    public async Task Stopped_in_order_the_host_lets_jobs_go_on_and_takes_them_up_again()
    {
        var host = await StartAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => host.List("count").CreateAsync(("PHASE", "RUN"), ("seconds", "5"))));
        await Patience.UntilAsync(() => Journal().Count >= 4, "4 jobs have begun");

        (await host.StopAsync()).Should().Be(0);
        host.Log.Should().NotContainAny("fail:", "crit:", "   at ");
        var begun = Journal();
        begun.SelectMany(id => JobProcesses(id)).Should().NotBeEmpty("the work goes on without the host");

        host = await StartAsync();
        await AllCompletedOnceAsync(host, jobs);
    }

    [Fact, Rule(82, 88, 89)]
    public async Task A_waiting_client_gets_its_answer_when_the_host_is_stopped()
    {
        var host = await StartAsync("--Logging:LogLevel:Microsoft.AspNetCore.Hosting=Information");
        var list = host.List("count");
        var job = await list.CreateAsync();
        var waiting = list.GetAsync(list.JobUrl(job) + "?WAIT=50");
        await Patience.UntilAsync(() => host.Log.Contains("WAIT=50", StringComparison.Ordinal), "the request has begun");

        var status = await host.StopAsync();

        var (code, body) = await waiting;
        code.Should().Be(HttpStatusCode.OK);
        UwsClient.PhaseOf(XDocument.Parse(body)).Should().Be("PENDING");
        status.Should().Be(0);
    }

    [Theory, Rule(133, 140, 195, 196)]
    [InlineData(false, "signal")]
    [InlineData(true, "supervisor")]
    public async Task A_job_whose_processes_are_killed_ends_in_error_and_says_so(bool supervisorToo, string word)
    {
        var host = await StartAsync();
        var list = host.List("count");
        var job = await list.CreateAsync(("PHASE", "RUN"), ("seconds", "600"));
        await Patience.UntilAsync(() => Journal().Count == 1, "the work has begun");
        await list.UntilAsync(job, "EXECUTING");

        foreach (var process in JobProcesses(job, supervisorToo))
        {
            Signals.Send(process, Signals.Kill);
        }

        var document = await list.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("ERROR");
        UwsClient.MessageOf(document).Should().Contain(word).And.NotContain("\n");
        Journal().Should().Equal(job);
    }

    [Fact]
    public async Task A_job_whose_processes_are_killed_while_the_host_is_down_ends_in_error()
    {
        var host = await StartAsync();
        var job = await host.List("count").CreateAsync(("PHASE", "RUN"), ("seconds", "600"));
        await host.List("count").UntilAsync(job, "EXECUTING");
        await host.KillAsync();
        foreach (var process in JobProcesses(job))
        {
            Signals.Send(process, Signals.Kill);
        }

        host = await StartAsync();

        var document = await host.List("count").EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("ERROR");
        UwsClient.MessageOf(document).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_second_host_on_the_same_data_does_no_harm()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? first : second).List("count").CreateAsync(("PHASE", "RUN"))));

        await AllCompletedOnceAsync(first, jobs);

        (await JobsAsync(second)).Should().BeEquivalentTo(jobs);
    }

    private static async Task CreateUntilKilledAsync(UwsClient list, List<string> created)
    {
        try
        {
            while (true)
            {
                var job = await list.CreateAsync(("PHASE", "RUN"), ("seconds", "0"));
                lock (created)
                {
                    created.Add(job);
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }

    private async Task AllCompletedOnceAsync(ServiceHost host, IReadOnlyCollection<string> jobs)
    {
        foreach (var job in jobs)
        {
            var document = await host.List("count").EndAsync(job);
            UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
            document.Descendants(UwsClient.Uws + "result").Should().ContainSingle();
        }

        var journal = Journal();
        journal.Should().OnlyHaveUniqueItems("no job runs twice").And.Contain(jobs);
    }

    private static async Task<List<string>> JobsAsync(ServiceHost host)
    {
        var list = host.List("count");
        return [.. XDocument.Parse((await list.GetAsync(list.Url)).Body).Root!.Elements().Select(j => (string)j.Attribute("id")!)];
    }

    /// <summary>The jobs whose work has begun, one line for each time.</summary>
    private List<string> Journal() => File.Exists(_folder["journal"]) ? [.. File.ReadAllLines(_folder["journal"])] : [];

    /// <summary>The processes of the work; before them their supervisor, which is the parent of the first.</summary>
    private static List<int> JobProcesses(string job, bool supervisorToo = true)
    {
        List<int> work = [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => Regex.IsMatch(name!, "^[0-9]+$"))
            .Where(name => Environ(name!).Split('\0').Contains("UWS_JOB_ID=" + job)).Select(int.Parse!)];
        return supervisorToo ? [.. work.Select(ParentOf).Where(parent => parent > 1).Except(work), .. work] : work;
    }

    private static int ParentOf(int process)
        => int.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal)).AsSpan(5));

    private static string Environ(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private async Task<ServiceHost> StartAsync(params string[] more)
    {
        var host = await ServiceHost.StartAsync(
            Places.CtaService, _folder,
            [.. CtaHost.Lists("count"), "--Uws:Managers:local:MaxParallel=6", $"--Uws:Managers:local:Environment:JOURNAL={_folder["journal"]}", .. more]);
        _hosts.Add(host);
        return host;
    }
}
