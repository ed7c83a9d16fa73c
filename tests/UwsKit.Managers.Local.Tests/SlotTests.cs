namespace UwsKit.Managers.Local.Tests;

public sealed class SlotTests
{
    [Fact]
    public async Task Of_fifty_jobs_no_more_than_four_run_at_once_the_others_are_answered_busy_and_each_runs_once()
    {
        await using var host = new TestHost(configure: o => o.MaxParallel = 4);
        var turn = Path.Combine(host.Folder, "turns");
        var jobs = Enumerable.Range(0, 50).Select(_ => TestHost.Shell(TestHost.NewJob(), $"echo + >>{turn}; sleep 0.05; echo - >>{turn}")).ToList();
        var busy = 0;

        await Task.WhenAll(jobs.Select(async job =>
        {
            for (var attempt = 1; await host.Manager.SubmitAsync(job with { Attempt = attempt }, default) is SubmitOutcome.Busy; attempt++)
            {
                Interlocked.Increment(ref busy);
                await Task.Delay(10);
            }

            (await host.Sink.WaitForEndAsync(job.Job.Id)).State.Should().Be(BackendState.Finished);
        }));

        busy.Should().BePositive();
        var running = 0;
        var counts = File.ReadAllLines(turn).Select(l => running += l == "+" ? 1 : -1).ToList();
        counts.Should().HaveCount(100);
        counts.Max().Should().BeLessThanOrEqualTo(4);
        host.Slots.FreeSlots.Should().Be(4);
    }

    [Fact]
    public async Task A_slot_is_free_before_the_end_is_told()
    {
        await using var host = new TestHost(configure: o => o.MaxParallel = 1);
        for (var i = 0; i < 20; i++)
        {
            await host.RunAsync(TestHost.Command(TestHost.NewJob(), "true"));
            host.Slots.FreeSlots.Should().Be(1);
        }
    }
}
