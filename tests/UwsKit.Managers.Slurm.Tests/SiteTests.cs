using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>What a site's cluster has and a bare one has not: its own signals, accounting, limits, jobs that give way.</summary>
[Collection(nameof(SiteCluster))]
public sealed class SiteTests(SiteCluster cluster)
{
    private const string Long = "exec sleep 600";

    [Fact]
    public async Task The_site_script_tells_at_once_of_a_job_that_is_cancelled_while_it_waits()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        cluster.ListenTo(host);
        var job = await host.StartAsync("exit 0");

        cluster.Operator("scancel", job.BackendId!);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("operator"));
    }

    [Fact]
    public Task The_site_script_tells_at_once_of_a_job_that_could_not_be_launched() => cluster.TellsOfALaunchFailureAsync();

    [Fact]
    public async Task The_site_script_tells_at_once_of_a_job_whose_script_was_killed()
    {
        await using var host = new TestHost(cluster);
        cluster.ListenTo(host);
        var job = await host.StartAndWaitAsync(Long);

        host.Kill(job);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 137 && e.Message!.Contains("signal 9"));
    }

    [Fact]
    public async Task Of_a_job_whose_own_script_told_of_its_end_the_site_script_causes_no_query()
    {
        using var spy = new CommandSpy();
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        cluster.ListenTo(host);

        var job = await host.StartAsync("exit 0");
        await host.EndAsync(job);
        // Two ends: the job's own, and the record that the hint made the manager read.
        await TestHost.UntilAsync(() => Task.FromResult(host.Sink.Of(job.Id).Count(e => e.State == BackendState.Finished) == 2), "the site's signal");

        (spy.Count("squeue"), spy.Count("sacct"), spy.Count("scontrol show")).Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task A_job_that_gives_way_to_one_of_higher_priority_is_a_passing_end_in_words()
    {
        await using var host = new TestHost(cluster, o => { o.Partition = "low"; o.Cpus = 32; o.Arguments.Add("--nodelist=n1"); });
        var job = await host.StartAndWaitAsync(Long);
        var other = cluster.Operator("sbatch", "--parsable", "--cpus-per-task=32", "--nodelist=n1", "--wrap", "sleep 5").Trim();

        var end = await host.EndAsync(job);

        cluster.Operator("scancel", other);
        end.Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Transient && e.Message!.Contains("preempted"));
    }

    [Fact]
    public async Task Work_that_takes_more_memory_than_it_was_given_ends_in_words()
    {
        cluster.Need();
        Assert.SkipUnless(cluster.WhyNoMemoryLimits is null, cluster.WhyNoMemoryLimits ?? "");
        await using var host = new TestHost(cluster, o => o.Memory = "50M");

        var end = await host.EndAsync(await host.StartAsync("exec tail /dev/zero"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("more memory"));
    }

    [Fact]
    public async Task Accounting_tells_of_jobs_that_the_controller_has_forgotten()
    {
        NeedAccounting();
        await using var host = new TestHost(cluster, o => o.Callbacks = false);
        var killed = await host.StartAndWaitAsync(Long);
        await using var held = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var waiting = await held.StartAsync("exit 0");

        host.Kill(killed);
        cluster.Operator("scancel", waiting.BackendId!);
        await TestHost.UntilAsync(() => Task.FromResult(!Regex.IsMatch(cluster.Operator("squeue", "-h", "-t", "all", "-o", "%A"), $@"\b({killed.BackendId}|{waiting.BackendId})\b")), "SLURM to forget them");

        (await host.ProbeUntilAsync(killed, BackendState.Failed)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 137 && e.Message!.Contains("signal 9"));
        (await held.ProbeAsync(waiting)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("operator"));
    }

    [Fact]
    public async Task Options_reach_the_cluster()
    {
        NeedAccounting();
        await using var host = new TestHost(cluster, o =>
        {
            (o.Account, o.Gres) = ("cta", "tape:1");
            o.Arguments.Add("--hold");
            foreach (var name in SlurmWishes.Names)
            {
                o.AllowedOptions.Add(name);
            }
        });
        var options = new Dictionary<string, string> { ["partition"] = "low", ["qos"] = "fast", ["cpus"] = "3", ["memory"] = "{m}", ["time"] = "7m" };

        var job = await host.SubmitAsync(host.Shell("exit 0", options: options, parameters: new JobParameter("m", "100M")));

        var shown = cluster.Operator("scontrol", "--oneliner", "show", "job", job.BackendId!).Split(' ');
        shown.Should().Contain(["Partition=low", "Account=cta", "QOS=fast", "CPUs/Task=3", "MinMemoryNode=100M", "TimeLimit=00:07:00"]).And.Contain(w => w.StartsWith("TresPerNode=") && w.Contains("tape:1"));
    }

    [Theory]
    [InlineData("account", "nosuch", "Invalid account"), InlineData("qos", "nosuch", "Invalid qos"), InlineData("gres", "disk:1", "Invalid generic resource")]
    [InlineData("qos", "fast", "violates accounting/QOS policy")]
    public async Task What_the_site_does_not_grant_is_refused_in_its_words(string option, string value, string words)
    {
        NeedAccounting();
        await using var host = new TestHost(cluster, o => { o.Cpus = 8; o.AllowedOptions.Add(option); });

        (await host.Manager.SubmitAsync(host.Shell("exit 0", options: new() { [option] = value }), default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Contain(words);
    }

    private void NeedAccounting()
    {
        cluster.Need();
        Assert.SkipUnless(cluster.WhyNoAccounting is null, cluster.WhyNoAccounting ?? "");
    }
}
