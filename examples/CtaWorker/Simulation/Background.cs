using CtaWorker.Events;
using CtaWorker.Sky;

namespace CtaWorker.Simulation;

/// <summary>Cosmic rays that look like gamma rays: they fill the field of view as the acceptance lets them.</summary>
internal sealed record Background(double Rate, PowerLaw Spectrum, SkyPosition Pointing, Acceptance Acceptance) : IEmission
{
    /// <summary>The photon index of the cosmic rays.</summary>
    public const double CosmicRayIndex = 2.7;

    public string Name => "background";

    public GammaEvent? Draw(Xoshiro256 random)
    {
        var energy = Spectrum.Draw(random.Uniform());
        var offset = Acceptance.Draw(random.Uniform());
        return new GammaEvent(Pointing.Offset(offset, 360 * random.Uniform()), energy);
    }
}
