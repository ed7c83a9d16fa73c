namespace UwsKit.Storage.File;

/// <summary>What the index takes of a job. Immutable.</summary>
/// <param name="Summary">Its line in lists.</param>
/// <param name="SharedNames">With whom it is shared.</param>
internal sealed record JobLine(JobSummary Summary, IReadOnlyList<string> SharedNames)
{
    public JobLine(Job job)
        : this(job.Summarize(), job.SharedNames)
    {
    }
}
