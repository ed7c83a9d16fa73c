using CtaWorker.Sky;

namespace CtaWorker.Simulation;

/// <summary>What "simulate" is asked for, checked.</summary>
internal sealed record SimulationParameters(
    long Seed, SkyPosition Target, double Duration, double Rate, double Flux, double Index,
    double MinEnergy, double MaxEnergy, double FieldOfView, TimeSpan Pace)
{
    public static readonly SkyPosition Crab = new(83.633, 22.014);

    // A gigabyte of events.
    private const double MaxEvents = 40e6;

    private static readonly NumberParameter SeedNumber = new("seed", 1, 0, int.MaxValue, "", "seed of the random numbers") { IsInteger = true };
    private static readonly NumberParameter Ra = new("ra", Crab.RightAscension, 0, 360, "deg", "right ascension of the target");
    private static readonly NumberParameter Dec = new("dec", Crab.Declination, -90, 90, "deg", "declination of the target");
    private static readonly NumberParameter DurationNumber = new("duration", 1800, 1, 360_000, "s", "observed live time");
    private static readonly NumberParameter RateNumber = new("rate", 10, 0, 1000, "1/s", "background events per second");
    private static readonly NumberParameter FluxNumber = new("flux", 1, 0, 100, "Crab", "brightness of the target at 1 TeV");
    private static readonly NumberParameter IndexNumber = new("index", 2.63, 1, 5, "", "photon index of the sources");
    private static readonly NumberParameter EMin = new("emin", 0.1, 0.01, 500, "TeV", "lowest energy");
    private static readonly NumberParameter EMax = new("emax", 100, 0.01, 500, "TeV", "highest energy");
    private static readonly NumberParameter Fov = new("fov", 8, 1, 20, "deg", "diameter of the field of view");
    private static readonly NumberParameter PaceNumber = new("pace", 0, 0, 600, "s", "wall time that the run shall last");

    public static IReadOnlyList<NumberParameter> All { get; } =
        [SeedNumber, Ra, Dec, DurationNumber, RateNumber, FluxNumber, IndexNumber, EMin, EMax, Fov, PaceNumber];

    /// <summary>What the defaults of all parameters give.</summary>
    public static SimulationParameters Default { get; } = From(parameter => parameter.Default!.Value);

    public static SimulationParameters Read(Parameters parameters)
    {
        parameters.RefuseUnknownOptions([.. All.Select(p => p.Name)]);
        var read = From(parameters.Number);
        if (read.MinEnergy >= read.MaxEnergy)
        {
            throw WorkerException.Usage(string.Create(null, $"emin = {read.MinEnergy} TeV must be below emax = {read.MaxEnergy} TeV"));
        }

        var expected = new Observation(read).ExpectedEvents;
        return expected <= MaxEvents
            ? read
            : throw WorkerException.Usage(
                $"about {expected:E1} events would be made, {MaxEvents:E0} is the most: choose a shorter duration, lower rate or flux, or higher emin");
    }

    private static SimulationParameters From(Func<NumberParameter, double> number) => new(
        (long)number(SeedNumber), new SkyPosition(SkyPosition.Normalise(number(Ra)), number(Dec)), number(DurationNumber), number(RateNumber),
        number(FluxNumber), number(IndexNumber), number(EMin), number(EMax), number(Fov), TimeSpan.FromSeconds(number(PaceNumber)));
}
