using CtaWorker.Sky;

namespace CtaWorker.Events;

/// <summary>One reconstructed shower: where on the sky it came from and its energy in TeV.</summary>
internal readonly record struct GammaEvent(SkyPosition Position, double Energy);
