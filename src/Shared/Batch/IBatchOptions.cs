namespace UwsKit.Batch;

/// <summary>The settings that every batch manager has; the options class of each declares and documents them.</summary>
internal interface IBatchOptions
{
    string Root { get; }
    IList<string> AllowedOptions { get; }
    bool Callbacks { get; }
    TimeSpan SpoolInterval { get; }
    TimeSpan Grace { get; }
    /// <summary>How long a job may wait for what will never come true.</summary>
    TimeSpan ImpossibleAfter { get; }
    TimeSpan CommandTimeout { get; }
    string CommandPath { get; }
    string? User { get; }
    string? Host { get; }
    int? Port { get; }
    string? KeyFile { get; }
    string? KnownHosts { get; }
    bool KeepWork { get; }
    IDictionary<string, string> Environment { get; }
    string Path { get; }
}
