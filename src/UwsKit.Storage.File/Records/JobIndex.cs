namespace UwsKit.Storage.File;

/// <summary>
/// The lines of all jobs in memory, in every order that is asked for: a list looks at little more than it answers, whatever the number of jobs.
/// Thread-safe; one call at a time.
/// </summary>
internal sealed class JobIndex
{
    private static readonly JobQuery Default = new() { Visibility = Visibility.Nobody };
    private static readonly Comparer<JobSummary> Newest = Comparer<JobSummary>.Create(Default.Compare);
    private static readonly Comparer<JobSummary> Due = Comparer<JobSummary>.Create((Default with { DueBefore = default(DateTimeOffset) }).Compare);
    private static readonly Comparer<JobSummary> Queued = Comparer<JobSummary>.Create((Default with { Placement = new(default) }).Compare);
    private static readonly Comparer<string?> ByOwner = Comparer<string?>.Create(OwnerCursor.Compare);

    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, JobSummary> _jobs = [];
    private readonly OrderedSets<string> _lists = new(Newest);
    private readonly OrderedSets<(string List, string? Owner)> _owners = new(Newest);
    private readonly OrderedSets<(string List, ExecutionPhase Phase)> _phases = new(Newest);
    private readonly OrderedSets<PlacementState> _placed = new(Queued);
    private readonly OrderedSets<(PlacementState State, string? Owner)> _queues = new(Queued);
    private readonly SortedSet<JobSummary> _due = new(Due);

    // Only of those that are shared: most are not.
    private readonly Dictionary<JobId, IReadOnlyList<string>> _sharedNames = [];
    private readonly OrderedSets<(string List, string Name)> _shared = new(Newest);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>The line of a job; null when there is none.</summary>
    public JobSummary? Find(JobId job)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(job);
        }
    }

    /// <summary>Takes the newest line of a job; null = the job is gone.</summary>
    public void Set(JobId job, JobLine? line)
    {
        lock (_gate)
        {
            if (_jobs.Remove(job, out var old))
            {
                Remove(old);
            }

            if (line is not null)
            {
                _jobs.Add(job, line.Summary);
                Add(line.Summary, line.SharedNames);
            }
        }
    }

    public IReadOnlyList<JobSummary> List(JobQuery query)
    {
        if (query.Take < 1 || query.Phases.Count == 0 || query.Visibility.Kind == VisibilityKind.Nobody)
        {
            return [];
        }

        lock (_gate)
        {
            var found = Candidates(query).Where(line => Matches(query, line));
            return [.. found.Take(query.Take)];
        }
    }

    private bool Matches(JobQuery query, JobSummary line) => LineFilter.Matches(query, line, _sharedNames.GetValueOrDefault(line.Id, []));

    private void Add(JobSummary line, IReadOnlyList<string> sharedNames)
    {
        if (sharedNames.Count > 0)
        {
            _sharedNames.Add(line.Id, sharedNames);
        }

        foreach (var name in sharedNames)
        {
            _shared.Add((line.JobList, name), line);
        }

        _lists.Add(line.JobList, line);
        _owners.Add((line.JobList, line.OwnerId), line);
        _phases.Add((line.JobList, line.Phase), line);
        if (line.DueAt is not null)
        {
            _due.Add(line);
        }

        if (line.Placement is { } placement)
        {
            _placed.Add(placement.State, line);
            _queues.Add((placement.State, line.OwnerId), line);
        }
    }

    private void Remove(JobSummary line)
    {
        _sharedNames.Remove(line.Id, out var sharedNames);
        foreach (var name in sharedNames ?? [])
        {
            _shared.Remove((line.JobList, name), line);
        }

        _lists.Remove(line.JobList, line);
        _owners.Remove((line.JobList, line.OwnerId), line);
        _phases.Remove((line.JobList, line.Phase), line);
        _due.Remove(line);
        if (line.Placement is { } placement)
        {
            _placed.Remove(placement.State, line);
            _queues.Remove((placement.State, line.OwnerId), line);
        }
    }

    /// <summary>In the order of the answer, all that can match and as little else as possible.</summary>
    private IEnumerable<JobSummary> Candidates(JobQuery query) => query switch
    {
        { Placement: { OldestPerOwner: true, State: var state } placement } => _queues.Keys.Where(key => key.State == state && placement.Reaches(key.Owner))
            .OrderBy(key => key.Owner, ByOwner).Select(key => _queues[key]!.FirstOrDefault(line => Matches(query, line))).OfType<JobSummary>(),
        { DueBefore: { } instant } => _due.TakeWhile(line => line.DueAt <= instant),
        { Placement.State: var state } => _placed[state] ?? [],
        _ => Merge(query).TakeWhile(line => query.After is null || line.CreationTime > query.After),
    };

    /// <summary>Newest first, out of one or more sets that each are.</summary>
    private IEnumerable<JobSummary> Merge(JobQuery query)
    {
        var lists = query.JobList is { } only ? [only] : _lists.Keys;
        var sets = lists.SelectMany(list => Sets(query, list)).Select(set => From(set, query.Before)).ToList();
        // What is shared with several of the names comes several times.
        return sets is [var single] ? single : query.Visibility.Kind == VisibilityKind.Shared ? Merge(sets).DistinctBy(line => line.Id) : Merge(sets);
    }

    private static IEnumerable<JobSummary> Merge(List<SortedSet<JobSummary>> sets)
    {
        var next = new PriorityQueue<IEnumerator<JobSummary>, JobSummary>(Newest);
        foreach (var stream in sets.Select(s => s.AsEnumerable().GetEnumerator()).Where(s => s.MoveNext()))
        {
            next.Enqueue(stream, stream.Current);
        }

        while (next.TryDequeue(out var stream, out var line))
        {
            yield return line;
            if (stream.MoveNext())
            {
                next.Enqueue(stream, stream.Current);
            }
        }
    }

    /// <summary>The sets of one list that together hold every match: those of who it is shared with, its owner's, its phases', or all, whichever is least.</summary>
    private List<SortedSet<JobSummary>> Sets(JobQuery query, string list)
    {
        if (query.Visibility.Kind == VisibilityKind.Shared)
        {
            return [.. query.Visibility.Names.Select(name => _shared[(list, name)]).OfType<SortedSet<JobSummary>>()];
        }

        var whole = query.Visibility.Kind == VisibilityKind.Owner ? _owners[(list, query.Visibility.OwnerId)] : _lists[list];
        if (whole is null)
        {
            return [];
        }

        var phases = query.Phases.Select(phase => _phases[(list, phase)]).OfType<SortedSet<JobSummary>>().ToList();
        return phases.Sum(set => set.Count) < whole.Count / 2 ? phases : [whole];
    }

    private static SortedSet<JobSummary> From(SortedSet<JobSummary> set, JobCursor? cursor)
    {
        if (cursor is null)
        {
            return set;
        }

        var start = new JobSummary { Id = cursor.Id, CreationTime = cursor.CreationTime, JobList = "", Phase = default, Version = 0 };
        return Newest.Compare(start, set.Max!) > 0 ? [] : set.GetViewBetween(start, set.Max!);
    }
}
