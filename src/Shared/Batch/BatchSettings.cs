namespace UwsKit.Batch;

/// <summary>The settings that every batch manager has.</summary>
internal sealed record BatchSettings
{
    public required string Root { get; init; }
    public required string WorkPath { get; init; }
    public required IDictionary<string, string> Environment { get; init; }
    public required TimeSpan Grace { get; init; }
    public required TimeSpan SpoolInterval { get; init; }
    public required TimeSpan ImpossibleAfter { get; init; }
    public required bool Callbacks { get; init; }
    public required bool KeepWork { get; init; }

    public static BatchSettings Of(IBatchOptions options) => new()
    {
        Root = System.IO.Path.GetFullPath(options.Root), WorkPath = options.Path, Environment = options.Environment, Grace = options.Grace, SpoolInterval = options.SpoolInterval,
        ImpossibleAfter = options.ImpossibleAfter, Callbacks = options.Callbacks, KeepWork = options.KeepWork,
    };
}
