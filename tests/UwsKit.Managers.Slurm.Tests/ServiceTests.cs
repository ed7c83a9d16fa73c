using System.Diagnostics;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>The whole way: HTTP, core, manager, SLURM, and the scripts' posts back.</summary>
public sealed class ServiceTests(SlurmCluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-service-").FullName;

    private string Go => Path.Combine(_folder, "go");
    private string UntilGo => $"until [ -e {Go} ]; do sleep 0.1; done";

    [Fact]
    public async Task A_callback_that_is_repeated_late_out_of_order_or_forged_changes_nothing()
    {
        await using var service = await SlurmService.StartAsync(cluster, _folder, null, ("ProbeInterval", "1h"));
        var (job, other) = (await service.RunAsync(UntilGo), await service.RunAsync("exit 0"));
        var start = await service.PostOfAsync(job, "state=Running");
        var foreign = await service.PostOfAsync(other, "over=1");

        // Forged: without a token, with that of another job, of another attempt.
        (await service.PostAsync(job, null, "state=Finished&attempt=1")).Should().Be(403);
        (await service.PostAsync(job, foreign.Token, "state=Finished&attempt=1")).Should().Be(403);
        (await service.PostAsync(job, start.Token, "state=Finished&attempt=2")).Should().Be(403);
        await service.UntilAsync(job, "EXECUTING");
        // Repeated.
        (await service.PostAsync(job, start.Token, start.Body)).Should().Be(204);
        File.WriteAllText(Go, "");
        var end = await service.PostOfAsync(job, "over=1");
        await service.UntilAsync(job, "COMPLETED");
        // Late and out of order: the start after the end, the end once more, another end.
        (await service.PostAsync(job, start.Token, start.Body)).Should().Be(204);
        (await service.PostAsync(job, end.Token, end.Body)).Should().Be(204);
        (await service.PostAsync(job, end.Token, "state=Failed&attempt=1&over=1")).Should().Be(204);

        (await service.PhaseAsync(job)).Should().Be("COMPLETED");
    }

    [Fact]
    public async Task An_end_whose_callback_is_lost_is_found_by_the_sweep()
    {
        await using var service = await SlurmService.StartAsync(cluster, _folder, null, ("ProbeInterval", "3s"));
        service.Loses = _ => true;

        var job = await service.RunAsync("exit 0");

        await service.UntilAsync(job, "COMPLETED");
    }

    [Fact]
    public async Task An_end_that_is_overdue_is_looked_for_long_before_the_sweep()
    {
        using var spy = new CommandSpy();
        await using var host = new TestHost(cluster, o => (o.CommandPath, o.Grace) = (spy.Path, TimeSpan.Zero));
        var job = await host.StartAndWaitAsync("exec sleep 600", TimeSpan.FromSeconds(3));

        // Neither post nor spool file: only the execution duration tells that something should have been heard.
        host.Kill(job);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Message!.Contains("signal 9"));
        spy.Count("squeue").Should().Be(1);
    }

    [Fact]
    public async Task A_job_that_ends_while_the_service_is_down_is_completed_when_it_is_back()
    {
        string job;
        await using (var service = await SlurmService.StartAsync(cluster, _folder))
        {
            job = await service.RunAsync(UntilGo);
            await service.UntilAsync(job, "EXECUTING");
        }

        File.WriteAllText(Go, "");
        await TestHost.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(_folder, "work", job, "exit.1"))), "the end");
        await using var again = await SlurmService.StartAsync(cluster, _folder);

        await again.UntilAsync(job, "COMPLETED");
    }

    [Fact]
    public async Task Two_nodes_of_one_service_run_every_job_once()
    {
        await using var one = await SlurmService.StartAsync(cluster, _folder, null, ("Node", "one"), ("ProbeInterval", "1s"));
        await using var two = await SlurmService.StartAsync(cluster, _folder, null, ("Node", "two"), ("ProbeInterval", "1s"));

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : two).RunAsync($"echo x >> {_folder}/runs.{i}")));
        foreach (var job in jobs)
        {
            await two.UntilAsync(job, "COMPLETED");
        }

        Enumerable.Range(0, 20).Select(i => File.ReadAllText($"{_folder}/runs.{i}")).Should().OnlyContain(t => t == "x\n");
    }

    [Fact]
    public async Task A_failed_sbatch_whose_job_runs_all_the_same_ends_in_a_job_that_ran_once()
    {
        using var spy = new CommandSpy().Does("sbatch", "/usr/bin/sbatch \"$@\" >/dev/null\necho 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2\nexit 1");
        await using var service = await SlurmService.StartAsync(cluster, _folder, o => o.CommandPath = spy.Path, ("ProbeInterval", "1s"));

        var job = await service.RunAsync($"echo x >> {_folder}/runs");

        await service.UntilAsync(job, "COMPLETED");
        File.ReadAllText(Path.Combine(_folder, "runs")).Should().Be("x\n");
    }

    [Fact]
    public async Task With_signals_working_a_hundred_jobs_take_no_query_of_their_own()
    {
        // UWSKIT_SLURM_JOBS=1000 for the figure.
        var many = int.TryParse(Environment.GetEnvironmentVariable("UWSKIT_SLURM_JOBS"), out var jobsWanted) ? jobsWanted : 100;
        var watch = Stopwatch.StartNew();
        using var spy = new CommandSpy();
        await using var service = await SlurmService.StartAsync(cluster, _folder, o => o.CommandPath = spy.Path);
        // The first that is waited for may be the last that is submitted.
        service.Patience += TimeSpan.FromSeconds(many / 2.0);

        // One in ten fails: its own record tells the exit code.
        var jobs = await Task.WhenAll(Enumerable.Range(0, many).Select(i => service.RunAsync($"sleep 1; exit {(i % 10 == 9 ? 3 : 0)}")));
        foreach (var job in jobs)
        {
            await service.UntilAsync(job, "COMPLETED", "ERROR");
        }

        spy.Count("sbatch").Should().Be(many);
        TestContext.Current.TestOutputHelper?.WriteLine($"{many} jobs in {watch.Elapsed.TotalSeconds:0} s: {spy.Count("squeue")} squeue, {spy.Count("sacct")} sacct, {spy.Count("scontrol show")} scontrol show");
        spy.Count("squeue").Should().BeLessThanOrEqualTo((int)(watch.Elapsed / TimeSpan.FromSeconds(108)), "there is one sweep in 120 s, a tenth more or less");
        (spy.Count("sacct"), spy.Count("scontrol show")).Should().Be((0, 0));
    }

    [Fact]
    public async Task The_end_is_visible_over_HTTP_soon_after_the_work()
    {
        await using var service = await SlurmService.StartAsync(cluster, _folder);
        List<TimeSpan> delays = [];
        for (var i = 0; i < 10; i++)
        {
            var file = Path.Combine(_folder, $"end.{i}");
            var job = await service.RunAsync($"sleep 0.3; : > {file}");
            await service.UntilAsync(job, "EXECUTING", "COMPLETED");
            await service.UntilAsync(job, "COMPLETED");
            delays.Add(TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"end of the work to phase over HTTP: median {delays.Order().ElementAt(5).TotalMilliseconds:0} ms, slowest {delays.Max().TotalMilliseconds:0} ms");
        delays.Order().ElementAt(5).Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => UnixFiles.DeleteFolder(_folder);
}
