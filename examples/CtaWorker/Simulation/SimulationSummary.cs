using CtaWorker.Sky;

namespace CtaWorker.Simulation;

/// <summary>The numbers of a simulation: angles in degrees, times in seconds, energies in TeV.</summary>
internal sealed record SimulationSummary(
    string? JobId, long Seed, string Generator, long Events, IReadOnlyDictionary<string, long> EventsOf, SkyPosition Target,
    SkyPosition Pointing, double FieldOfView, double Livetime, double Ontime, double MinEnergy, double MaxEnergy, double Flux, double Index);
