namespace UwsKit;

/// <summary>The jobs that one request looks at, each read once: their records, as far as the reader may know them, and their graphs. For one request only.</summary>
internal sealed class JobViews(ProvenanceKeeper keeper, JobDescriptions descriptions, IProvenanceReader reader, string root, int most)
{
    // Of so many jobs with the same content the one that fits is looked for.
    private const int Candidates = 20;
    // A graph may have that many nodes; more jobs are looked at on the way where most are not shown.
    private const int ReadsForANode = 5;
    private readonly Dictionary<JobId, (ProvenanceRecord? Record, bool MayRead)> _records = [];
    private readonly Dictionary<JobId, JobGraph> _graphs = [];

    public string Root => root;

    /// <summary>Whether so many jobs have been read that the answer must do with them: what leads to a million jobs must not read a million records.</summary>
    public bool IsExhausted => _records.Count >= (long)most * ReadsForANode;

    /// <summary>The record of a job; null when there is none.</summary>
    public async ValueTask<(ProvenanceRecord? Record, bool MayRead)> FindAsync(JobId id, CancellationToken ct)
    {
        if (!_records.TryGetValue(id, out var found))
        {
            var record = await keeper.FindAsync(id, ct).ConfigureAwait(false);
            _records[id] = found = (record, record is not null && await reader.MayReadAsync(record.Job, ct).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>The graph of a job that the reader may read; null otherwise.</summary>
    public async ValueTask<JobGraph?> GraphAsync(JobId id, CancellationToken ct)
    {
        if (_graphs.TryGetValue(id, out var graph))
        {
            return graph;
        }

        var (record, mayRead) = await FindAsync(id, ct).ConfigureAwait(false);
        if (record is null || !mayRead)
        {
            return null;
        }

        Dictionary<int, string> origins = [];
        foreach (var (place, parameter) in record.Job.Parameters.Index().Where(p => p.Item.ByReference || p.Item.File is not null).Take(most))
        {
            if (await OriginAsync(record.Job, parameter, ct).ConfigureAwait(false) is { } origin)
            {
                origins[place] = origin;
            }
        }

        return _graphs[id] = JobGraph.Of(record, await descriptions.FindOwnAsync(record.Job, ct).ConfigureAwait(false), root, origins);
    }

    /// <summary>The jobs that a key leads to, as far as a list would show them to the reader.</summary>
    public async ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, CancellationToken ct)
    {
        List<JobId> seen = [];
        foreach (var id in await keeper.FindJobsAsync(key, most, ct).ConfigureAwait(false))
        {
            if (IsExhausted)
            {
                break;
            }

            if (await FindAsync(id, ct).ConfigureAwait(false) is { Record: { } record, MayRead: true } && await reader.MayListAsync(record.Job, ct).ConfigureAwait(false))
            {
                seen.Add(id);
            }
        }

        return seen;
    }

    // An input is a result of a job here when its URL says so and its content does not say otherwise, or when its content does.
    private async ValueTask<string?> OriginAsync(Job user, JobParameter parameter, CancellationToken ct)
    {
        var digest = parameter.File?.Sha256;
        if (JobResultUrl.Of(parameter) is { } url && JobResultUrl.TryParse(url, out var target) && target.Job != user.Id)
        {
            var (record, mayRead) = await FindAsync(target.Job, ct).ConfigureAwait(false);
            var isOurs = url.StartsWith(root + "/", StringComparison.OrdinalIgnoreCase);
            if (record?.Job.JobList == target.List && mayRead && JobResults.Find(record.Job, target.Result) is { } result
                && (digest is null || result.Sha256 is null ? isOurs : digest == result.Sha256))
            {
                return ProvNames.Result(target.Job, result.Id);
            }

            if (record?.Job.JobList == target.List && !mayRead && isOurs && reader.TellsOfHidden)
            {
                return ProvNames.Result(target.Job, target.Result);
            }
        }

        if (digest is null || parameter.File!.Size == 0 || IsExhausted)
        {
            return null;
        }

        foreach (var id in (await keeper.FindJobsAsync(ProvenanceKeys.Made(digest), Candidates, ct).ConfigureAwait(false)).Where(id => id != user.Id))
        {
            if (await FindAsync(id, ct).ConfigureAwait(false) is { Record: { } record, MayRead: true } && await reader.MayListAsync(record.Job, ct).ConfigureAwait(false)
                && record.Job.EndTime <= user.StartTime && record.Job.Results.FirstOrDefault(r => r.Sha256 == digest) is { } same)
            {
                return ProvNames.Result(id, same.Id);
            }
        }

        return null;
    }
}
