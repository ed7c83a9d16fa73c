namespace UwsKit;

/// <summary>Who asks: which jobs he may know of.</summary>
internal interface IProvenanceReader
{
    /// <summary>Whether he may read a job whose name he knows.</summary>
    bool MayRead(Job job);

    /// <summary>What a list of jobs shows him: what he has not named himself is shown only then.</summary>
    ValueTask<Visibility> VisibilityAsync();

    /// <summary>Whether he may learn that a job that he may not read is there.</summary>
    bool TellsOfHidden { get; }
}
