namespace UwsKit;

/// <summary>What became of the records of an export.</summary>
/// <param name="Exported">Jobs written.</param>
/// <param name="Gone">Jobs that were deleted between being listed and being read.</param>
/// <param name="Unreadable">Records and provenance that the storage could not read; each was reported by name.</param>
public readonly record struct ExportCounts(long Exported, long Gone, long Unreadable)
{
    /// <summary>Jobs whose provenance was written.</summary>
    public long Provenance { get; init; }
}
