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
}
