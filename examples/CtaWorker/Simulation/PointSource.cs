using CtaWorker.Events;
using CtaWorker.Sky;

namespace CtaWorker.Simulation;

/// <summary>
/// A source without extent, seen through a Gaussian point spread function that shrinks with energy. Its brightness is that of
/// the Crab nebula at 1 TeV times <paramref name="Flux"/>; the collection area is 100,000 m² at all energies, about what CTA
/// has around 1 TeV. Energies are measured exactly.
/// </summary>
internal sealed record PointSource(
    string Name, SkyPosition Position, double Flux, PowerLaw Spectrum, SkyPosition Pointing, Acceptance Acceptance) : IEmission
{
    // Aharonian et al. 2006, A&A 457, 899: the Crab nebula at 1 TeV, per cm², s and TeV.
    private const double CrabAt1TeV = 3.45e-11;
    private const double AreaInCm2 = 1e9;

    public double Rate => Flux * CrabAt1TeV * AreaInCm2 * Spectrum.Integral;

    public GammaEvent? Draw(Xoshiro256 random)
    {
        var energy = Spectrum.Draw(random.Uniform());
        var offset = Spread(energy) * Math.Sqrt(2 * random.Exponential());
        var seen = Position.Offset(offset, 360 * random.Uniform());
        return random.Uniform() < Acceptance.At(seen.DistanceTo(Pointing)) ? new GammaEvent(seen, energy) : null;
    }

    /// <summary>The sigma of the point spread function in degrees.</summary>
    private static double Spread(double energy) => Math.Clamp(0.04 * Math.Pow(energy, -0.4), 0.02, 0.15);
}
