namespace UwsKit.Storage.File;

/// <summary>What <see cref="JobQuery.Matches"/> says of a job, said of its line. Thread-safe.</summary>
internal static class LineFilter
{
    public static bool Matches(JobQuery query, JobSummary line)
        => (query.JobList is null || line.JobList == query.JobList)
            && query.Visibility.Sees(line.OwnerId)
            && query.Phases.Contains(line.Phase)
            && (query.After is null || line.CreationTime > query.After)
            && (query.Text is not { } text || line.Id.Value.StartsWith(text, StringComparison.Ordinal) || line.RunId?.StartsWith(text, StringComparison.Ordinal) == true)
            && (query.Before is null || query.Before.Precedes(line.CreationTime, line.Id))
            && (query.DueBefore is null || line.DueAt <= query.DueBefore)
            && (query.Placement is null || (query.Placement.Matches(line.Placement) && query.Placement.Reaches(line.OwnerId)))
            && (query.IncludeDeleted || !line.Deleted);
}
