using CtaWorker.Events;

namespace CtaWorker.Simulation;

/// <summary>The job "simulate": a seeded observation as an event list.</summary>
internal static class SimulateJob
{
    private const string EventsFile = "events.fits";

    public static async Task RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var observation = new Observation(SimulationParameters.Read(job.Parameters));
        job.Journal.Write($"simulating {observation.ObjectName}, about {observation.ExpectedEvents:F0} events at most");

        var counts = new long[observation.Emissions.Count];
        await job.Output.WriteAsync(EventsFile, stream => WriteEventsAsync(job, observation, stream, counts, cancellationToken));
        for (var i = 0; i < counts.Length; i++)
        {
            job.Journal.Write($"{observation.Emissions[i].Name}: {counts[i]} events");
        }

        var summary = Summarize(job, observation, counts);
        job.Output.Write(SummaryFile.Name, stream => SummaryFile.Write(stream, summary));
        OwnProvenance.Write(job, "simulate", (EventsFile, null), (SummaryFile.Name, SummaryFile.Digest(summary with { JobId = null })));
        job.Journal.Write($"wrote {counts.Sum()} events to {EventsFile}");
        job.Progress.Report(100, "done");
    }

    private static async Task WriteEventsAsync(
        JobContext job, Observation observation, Stream stream, long[] counts, CancellationToken cancellationToken)
    {
        var parameters = observation.Parameters;
        var pace = new Pace(parameters.Pace, job.Time);
        var writer = new EventListWriter(stream, observation);
        var percent = 0;
        foreach (var simulated in observation.Events())
        {
            await AdvanceAsync((int)(100 * (simulated.Time - Observation.Start) / (observation.Stop - Observation.Start)));
            writer.Write(simulated);
            counts[simulated.Emission]++;
        }

        await AdvanceAsync(100);
        writer.Complete();

        async ValueTask AdvanceAsync(int reached)
        {
            for (; percent < reached; percent++)
            {
                await pace.WaitAsync((percent + 1) / 100.0, cancellationToken);
                job.Progress.Report(percent, $"{percent * parameters.Duration / 100:F0} of {parameters.Duration:F0} s observed");
            }
        }
    }

    private static SimulationSummary Summarize(JobContext job, Observation observation, long[] counts)
    {
        var parameters = observation.Parameters;
        var eventsOf = observation.Emissions.Select((emission, i) => KeyValuePair.Create(emission.Name, counts[i]));
        return new SimulationSummary(
            job.Environment.JobId, parameters.Seed, "xoshiro256**", counts.Sum(), new Dictionary<string, long>(eventsOf), observation.Target,
            observation.Pointing, parameters.FieldOfView, parameters.Duration, observation.Stop - Observation.Start, parameters.MinEnergy,
            parameters.MaxEnergy, parameters.Flux, parameters.Index);
    }
}
