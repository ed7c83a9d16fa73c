using CtaWorker.Events;
using CtaWorker.Simulation;
using CtaWorker.Sky;
using Microsoft.Extensions.Time.Testing;

namespace CtaWorker.Tests;

public sealed class SimulationTests
{
    // The first numbers that the authors' C code gives for the state 1, 2, 3, 4.
    [Fact]
    public void The_generator_is_xoshiro256_starstar()
    {
        var random = new Xoshiro256(1, 2, 3, 4);
        Enumerable.Range(0, 5).Select(_ => random.Next())
            .Should().Equal(11520, 0, 1509978240, 1215971899390074240, 1216172134540287360);
    }

    [Fact]
    public async Task One_seed_gives_the_same_bytes_and_another_seed_other_events()
    {
        using var first = new WorkFolder();
        using var second = new WorkFolder();
        using var other = new WorkFolder();
        await first.RunAsync("simulate", "--duration", "60");
        await second.RunAsync(new() { ["UWS_JOB_ID"] = "another" }, new FakeTimeProvider(), default, "simulate", "--duration", "60");
        await other.RunAsync("simulate", "--duration", "60", "--seed", "2");

        first.Bytes("events.fits").Should().Equal(second.Bytes("events.fits"));
        first.Bytes("events.fits").Should().NotEqual(other.Bytes("events.fits"));
    }

    [Fact]
    public void The_events_come_in_time_order_inside_the_field_and_the_energy_range()
    {
        var observation = new Observation(SimulationParameters.Default with { Duration = 300 });
        var events = observation.Events().ToList();

        events.Select(e => e.Time).Should().BeInAscendingOrder();
        events.Should().OnlyContain(e => e.Time >= Observation.Start && e.Time <= observation.Stop);
        events.Should().OnlyContain(e => e.Event.Energy >= 0.1 && e.Event.Energy <= 100);
        events.Max(e => e.Event.Position.DistanceTo(observation.Pointing)).Should().BeLessThan(4.0001);
    }

    [Fact]
    public void The_number_of_background_events_is_that_of_the_rate()
    {
        var observation = new Observation(SimulationParameters.Default with { Duration = 5000, Flux = 0 });
        // Six standard deviations of 50,000: a false alarm would be one seed in 500 million.
        observation.Events().Count().Should().BeCloseTo(50_000, 1350);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.63)]
    public void A_power_law_has_half_of_its_events_below_its_median(double index)
    {
        var law = new PowerLaw(index, 0.1, 100);
        var median = law.Draw(0.5);
        (new PowerLaw(index, 0.1, median).Integral / law.Integral).Should().BeApproximately(0.5, 1e-12);
        law.Draw(0).Should().BeApproximately(0.1, 1e-15);
        law.Draw(1).Should().BeApproximately(100, 1e-9);
    }

    [Fact]
    public async Task The_event_list_is_one_that_the_sky_map_reads_and_finds_the_source_in()
    {
        using var folder = new WorkFolder();
        (await folder.RunAsync("simulate", "--ra", "0.02", "--dec", "-45")).Status.Should().Be(0);
        using var reader = EventListReader.Open(new MemoryStream(folder.Bytes("events.fits")));
        var map = new CountsMap(new MapGeometry(new SkyPosition(0.02, -45), 41, 0.05));
        foreach (var gamma in reader.Read())
        {
            map.Fill(gamma.Position);
        }

        map.Brightest()!.Value.Position.DistanceTo(new SkyPosition(0.02, -45)).Should().BeLessThan(0.08);
        reader.Header.Real("RA_PNT").Should().BeApproximately(0.02, 1e-9);
        reader.Header.Real("DEC_PNT").Should().BeApproximately(-44.5, 1e-9);
        reader.Header.Text("DATE-OBS").Should().Be("2021-01-21T12:00:00.000");
        reader.Header.Real("LIVETIME").Should().Be(1800);
    }

    [Fact]
    public async Task Nothing_to_see_is_an_empty_table_and_an_empty_map()
    {
        using var folder = new WorkFolder();
        (await folder.RunAsync("simulate", "--rate", "0", "--flux", "0")).Status.Should().Be(0);
        var list = folder.Write("empty.fits", folder.Bytes("events.fits"));
        (await folder.RunAsync("skymap", "--events", list)).Status.Should().Be(0);
        folder.Text("summary.json").Should().Contain("\"eventsOnMap\": 0").And.NotContain("brightest");
    }

    [Fact]
    public async Task Pace_stretches_the_run_to_the_time_asked_for()
    {
        var time = new FakeTimeProvider();
        using var folder = new WorkFolder();
        var run = folder.RunAsync(new(), time, default, "simulate", "--duration", "100", "--pace", "60");
        var start = time.GetUtcNow();
        while (!run.IsCompleted && time.GetUtcNow() - start < TimeSpan.FromSeconds(300))
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.Yield();
        }

        (await run).Status.Should().Be(0);
        (time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_signal_stops_a_paced_run_and_leaves_no_result()
    {
        using var stop = new CancellationTokenSource();
        using var folder = new WorkFolder();
        var run = folder.RunAsync(new(), new FakeTimeProvider(), stop.Token, "simulate", "--pace", "60");
        await stop.CancelAsync();
        var result = await run.WaitAsync(TimeSpan.FromSeconds(30));
        (result.Status, result.Error).Should().Be((143, "simulate: stopped by a signal\n"));
        Directory.GetFiles(folder.Output).Select(Path.GetFileName).Should().Equal("log.txt");
    }
}
