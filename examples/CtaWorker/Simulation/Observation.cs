using CtaWorker.Sky;

namespace CtaWorker.Simulation;

/// <summary>
/// One pointing at two point sources over background. Events come in the order of time, each drawn when asked for:
/// an observation of any length takes no more memory than a short one.
/// </summary>
internal sealed class Observation
{
    /// <summary>The share of the time in which the cameras are ready.</summary>
    public const double LiveFraction = 0.98;

    /// <summary>Telescopes point half a degree off the target, so that background can be measured in the same field ("wobble").</summary>
    private const double WobbleOffset = 0.5;

    private readonly double _totalRate;

    public Observation(SimulationParameters parameters)
    {
        Parameters = parameters;
        Target = parameters.Target;
        Pointing = Target.Offset(WobbleOffset, 0);
        var acceptance = new Acceptance(parameters.FieldOfView);
        Emissions =
        [
            new Background(parameters.Rate, Spectrum(Background.CosmicRayIndex), Pointing, acceptance),
            new PointSource("target", Target, parameters.Flux, Spectrum(parameters.Index), Pointing, acceptance),
            new PointSource("companion", Target.Offset(1.2, 250), 0.3 * parameters.Flux, Spectrum(parameters.Index), Pointing, acceptance),
        ];
        _totalRate = Emissions.Sum(e => e.Rate);
    }

    public SimulationParameters Parameters { get; }

    public SkyPosition Target { get; }

    public SkyPosition Pointing { get; }

    public IReadOnlyList<IEmission> Emissions { get; }

    public string ObjectName => Target.DistanceTo(SimulationParameters.Crab) < 0.1 ? "Crab nebula" : "Simulated source";

    /// <summary>Mission time of the start in seconds: noon of 2021-01-21 TT for every observation.</summary>
    public const double Start = 664_502_400;

    public double Stop => Start + Math.Round(Parameters.Duration / LiveFraction, 6);

    /// <summary>How many events are expected at most.</summary>
    public double ExpectedEvents => _totalRate * Parameters.Duration;

    public IEnumerable<SimulatedEvent> Events()
    {
        var random = new Xoshiro256(Parameters.Seed);
        for (var live = random.Exponential() / _totalRate; live < Parameters.Duration; live += random.Exponential() / _totalRate)
        {
            var emission = Choose(random.Uniform() * _totalRate);
            if (Emissions[emission].Draw(random) is { } drawn)
            {
                // Whole microseconds: beyond them, the last bits of a logarithm could differ between machines.
                var time = Start + Math.Round(live / LiveFraction, 6);
                yield return new SimulatedEvent(time, drawn, emission);
            }
        }
    }

    private int Choose(double mark)
    {
        var last = Emissions.Count - 1;
        for (var i = 0; i < last; i++)
        {
            mark -= Emissions[i].Rate;
            if (mark < 0)
            {
                return i;
            }
        }

        return last;
    }

    private PowerLaw Spectrum(double index) => new(index, Parameters.MinEnergy, Parameters.MaxEnergy);
}
