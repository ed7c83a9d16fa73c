namespace UwsKit;

/// <summary>Who asks: which jobs he may know of.</summary>
internal interface IProvenanceReader
{
    /// <summary>Whether he may read a job whose name he knows.</summary>
    ValueTask<bool> MayReadAsync(Job job, CancellationToken ct);

    /// <summary>Whether a list would show him the job: what he has not named himself is shown only then.</summary>
    ValueTask<bool> MayListAsync(Job job, CancellationToken ct);

    /// <summary>Whether he may learn that a job that he may not read is there.</summary>
    bool TellsOfHidden { get; }
}
