using System.Globalization;
using System.Net;
using System.Xml.Linq;

namespace UwsKit.Clusters;

/// <summary>Server, controller and operator do what they do; nothing is lost and nothing runs twice.</summary>
public sealed class FaultTests(SlurmDev cluster)
{
    [Fact, Rule(132, 139)]
    public async Task Killed_while_jobs_run_on_the_cluster_the_server_takes_them_up_again()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.Jobs("count").CreateAsync(("seconds", "1.5"), ("PHASE", "RUN"))));
        await Patience.UntilAsync(() => host.Journal().Count >= 3, "3 jobs have begun");

        await host.KillAsync();
        await host.StartAsync();

        foreach (var job in jobs)
        {
            await CompletedAsync(host, "count", job);
        }

        host.Journal().Should().OnlyHaveUniqueItems().And.BeEquivalentTo(jobs);
    }

    [Fact, Rule(132)]
    public async Task Jobs_that_ended_while_the_server_was_down_are_found_complete()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var list = host.Jobs("talk");
        var job = await list.CreateAsync(("PHASE", "RUN"));
        await list.UntilAsync(job, "EXECUTING");

        await host.KillAsync();
        host.Open(job);
        await Patience.UntilAsync(async () => (await cluster.QueueAsync()).Count == 0, "SLURM has ended the job");
        var ended = TimeProvider.System.GetUtcNow();
        await host.StartAsync();

        var document = await CompletedAsync(host, "talk", job);
        DateTimeOffset.Parse(document.Root!.Element(UwsClient.Uws + "endTime")!.Value, CultureInfo.InvariantCulture).Should().BeBefore(ended.AddSeconds(1), "it is told when it ended, not when it was found");
    }

    [Fact]
    public async Task An_aborted_job_is_taken_from_the_cluster()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var list = host.Jobs("talk");
        var job = await list.CreateAsync(("PHASE", "RUN"));
        await list.UntilAsync(job, "EXECUTING");

        (await list.PostAsync(list.JobUrl(job) + "/phase", ("PHASE", "ABORT"))).Status.Should().Be(HttpStatusCode.SeeOther);

        (await list.PhaseAsync(job)).Should().Be("ABORTED");
        await Patience.UntilAsync(async () => (await cluster.QueueAsync()).Count == 0, "SLURM has let go of the job");
    }

    [Fact]
    public async Task A_shorter_execution_duration_ends_a_running_job_and_a_longer_one_is_told_to_SLURM()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var list = host.Jobs("talk");
        var job = await list.CreateAsync(("EXECUTIONDURATION", "120"), ("PHASE", "RUN"));
        await list.UntilAsync(job, "EXECUTING");
        (await cluster.QueueAsync("%l")).Should().ContainSingle();
        var before = (await cluster.QueueAsync("%l")).Single();

        await list.PostAsync(list.JobUrl(job) + "/executionduration", ("EXECUTIONDURATION", "480"));
        await Patience.UntilAsync(async () => (await cluster.QueueAsync("%l")).Single() != before, "SLURM knows the longer limit");

        await list.PostAsync(list.JobUrl(job) + "/executionduration", ("EXECUTIONDURATION", "2"));
        var document = await list.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("ABORTED");
        UwsClient.MessageOf(document).Should().Contain("execution duration");
        await Patience.UntilAsync(async () => (await cluster.QueueAsync()).Count == 0, "SLURM has let go of the job");
    }

    [Fact]
    public async Task A_job_that_the_operator_holds_is_HELD_and_goes_on_when_it_is_released()
    {
        await using var host = await ClusterHost.StartAsync(cluster, "--Uws:ProbeInterval=1s");
        var list = host.Jobs("count");
        await cluster.OperatorAsync("scontrol", "update", "partitionname=debug", "state=down");
        try
        {
            var (first, second) = (await list.CreateAsync(("PHASE", "RUN")), await list.CreateAsync(("PHASE", "RUN")));
            await Patience.UntilAsync(async () => (await cluster.QueueAsync("%A")).Count == 2, "SLURM has both jobs");
            foreach (var id in await cluster.QueueAsync("%A"))
            {
                await cluster.OperatorAsync("scontrol", "uhold", id);
            }

            await list.UntilAsync(first, "HELD");
            await list.UntilAsync(second, "HELD");
            (await list.JobAsync(first)).Descendants().Single(e => e.Name.LocalName == "reason").Value.Should().NotBeEmpty();

            // One is released by its owner, the other by the operator.
            (await list.PostAsync(list.JobUrl(first) + "/phase", ("PHASE", "RUN"))).Status.Should().Be(HttpStatusCode.SeeOther);
            await Patience.UntilAsync(async () => (await cluster.QueueAsync("%r")).Count(r => r.StartsWith("JobHeld", StringComparison.Ordinal)) == 1, "SLURM has released the first");
            foreach (var line in await cluster.QueueAsync("%A %r"))
            {
                if (line.Contains("JobHeld", StringComparison.Ordinal))
                {
                    await cluster.OperatorAsync("scontrol", "release", line.Split(' ')[0]);
                }
            }

            await list.UntilAsync(second, "QUEUED");
            await cluster.OperatorAsync("scontrol", "update", "partitionname=debug", "state=up");
            await CompletedAsync(host, "count", first);
            await CompletedAsync(host, "count", second);
        }
        finally
        {
            await cluster.OperatorAsync("scontrol", "update", "partitionname=debug", "state=up");
        }
    }

    [Fact, Rule(141)]
    public async Task While_SLURM_is_down_jobs_stay_QUEUED_and_availability_says_so_also_over_a_restart()
    {
        await using var host = await ClusterHost.StartAsync(cluster, "--Uws:Managers:cluster:CommandTimeout=3s");
        List<string> jobs = [];
        await cluster.StopControllerAsync();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                jobs.Add(await host.Jobs("count").CreateAsync(("PHASE", "RUN")));
            }

            await UntilAvailabilityAsync(host, text => text.Contains("cluster does not answer since", StringComparison.Ordinal));
            await host.KillAsync();
            await host.StartAsync();
            jobs.Add(await host.Jobs("count").CreateAsync(("PHASE", "RUN")));
            await UntilAvailabilityAsync(host, text => text.Contains("cluster does not answer since", StringComparison.Ordinal));
            foreach (var job in jobs)
            {
                (await host.Jobs("count").PhaseAsync(job)).Should().Be("QUEUED");
            }
        }
        finally
        {
            await cluster.UpAsync();
        }

        foreach (var job in jobs)
        {
            await CompletedAsync(host, "count", job);
        }

        host.Journal().Should().OnlyHaveUniqueItems().And.BeEquivalentTo(jobs);
        await UntilAvailabilityAsync(host, text => !text.Contains("does not answer", StringComparison.Ordinal));
    }

    private static Task UntilAvailabilityAsync(ClusterHost host, Func<string, bool> says)
        => Patience.UntilAsync(async () => says((await host.Jobs("count").GetAsync(host.Service.Root + "/availability")).Body), "the availability says so");

    private static async Task<XDocument> CompletedAsync(ClusterHost host, string list, string job)
    {
        var document = await host.Jobs(list).EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
        return document;
    }
}
