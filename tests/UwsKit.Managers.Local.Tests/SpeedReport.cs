using System.Diagnostics;

namespace UwsKit.Managers.Local.Tests;

[Trait("Category", "Scale")]
public sealed class SpeedReport(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_hundred_short_jobs_through_four_slots()
    {
        await using var host = new TestHost(configure: o => o.MaxParallel = 4);
        const int jobs = 200;
        var watch = Stopwatch.StartNew();

        await Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
            (await host.RunAsync(TestHost.Command(TestHost.NewJob() with { ExecutionDuration = TimeSpan.FromHours(1) }, "true"))).State.Should().Be(BackendState.Finished));

        output.WriteLine($"{jobs / watch.Elapsed.TotalSeconds:F0} jobs/s");
    }

    [Fact]
    public void A_look_at_all_processes()
    {
        new ProcessTree().Find();
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 100; i++)
        {
            new ProcessTree().Find().Count.Should().BeLessThan(1000);
        }

        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 100:F2} ms for {Directory.GetDirectories("/proc").Length} entries");
    }
}
