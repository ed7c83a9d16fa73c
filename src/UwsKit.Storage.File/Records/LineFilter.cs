namespace UwsKit.Storage.File;

/// <summary>What <see cref="JobQuery.Matches"/> says of a job, said of its line. Thread-safe.</summary>
internal static class LineFilter
{
    /// <param name="query">The query.</param>
    /// <param name="line">The line.</param>
    /// <param name="sharedNames">With whom the job is shared.</param>
    public static bool Matches(JobQuery query, JobSummary line, IReadOnlyList<string> sharedNames)
        => (query.JobList is null || line.JobList == query.JobList)
            && query.Visibility.Sees(line.OwnerId, sharedNames)
            && query.Phases.Contains(line.Phase)
            && (query.After is null || line.CreationTime > query.After)
            && (query.Text is not { } text || line.Id.Value.StartsWith(text, StringComparison.Ordinal) || line.RunId?.StartsWith(text, StringComparison.Ordinal) == true)
            && (query.Before is null || query.Before.Precedes(line.CreationTime, line.Id))
            && (query.DueBefore is null || line.DueAt <= query.DueBefore)
            && (query.Placement is null || (query.Placement.Matches(line.Placement) && query.Placement.Reaches(line.OwnerId)))
            && (query.IncludeDeleted || !line.Deleted);
}
