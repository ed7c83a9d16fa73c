using CtaWorker.Events;

namespace CtaWorker.Simulation;

/// <summary>Something in the field of view that events come from.</summary>
internal interface IEmission
{
    string Name { get; }

    /// <summary>Events per second of live time, before losses at the edge of the field.</summary>
    double Rate { get; }

    /// <summary>One event, or null when the telescopes miss it.</summary>
    GammaEvent? Draw(Xoshiro256 random);
}
