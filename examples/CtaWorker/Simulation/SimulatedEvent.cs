using CtaWorker.Events;

namespace CtaWorker.Simulation;

/// <summary>An event with its mission time in seconds and the index of what emitted it.</summary>
internal readonly record struct SimulatedEvent(double Time, GammaEvent Event, int Emission);
