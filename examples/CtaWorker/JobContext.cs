namespace CtaWorker;

/// <summary>Everything that a job of this worker is given.</summary>
internal sealed record JobContext(
    WorkerEnvironment Environment, Parameters Parameters, OutputFolder Output, Journal Journal, Progress Progress, TimeProvider Time);
