namespace UwsKit;

/// <summary>What became of the lines of an import.</summary>
/// <param name="Created">Jobs that are new in the storage.</param>
/// <param name="Present">Jobs, or their provenance, that were there already, just so: nothing was done.</param>
/// <param name="Different">Jobs, or their provenance, that were there already with another version or state: nothing was done, each was reported by name.</param>
/// <param name="Broken">Lines that are neither, or that the storage refused; each was reported with its number.</param>
public readonly record struct ImportCounts(long Created, long Present, long Different, long Broken)
{
    /// <summary>Jobs whose provenance was kept, of jobs that had none.</summary>
    public long Provenance { get; init; }
}
