using System.Diagnostics.CodeAnalysis;

namespace UwsKit.Storage.File;

/// <summary>Lines of jobs, grouped by a key and in order within each group. Not thread-safe.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Not a collection to its users.")]
internal sealed class OrderedSets<TKey>(IComparer<JobSummary> order) where TKey : notnull
{
    private readonly Dictionary<TKey, SortedSet<JobSummary>> _sets = [];

    public IReadOnlyCollection<TKey> Keys => _sets.Keys;

    /// <summary>The jobs of a key, in order.</summary>
    public SortedSet<JobSummary>? this[TKey key] => _sets.GetValueOrDefault(key);

    public void Add(TKey key, JobSummary job)
    {
        if (!_sets.TryGetValue(key, out var set))
        {
            _sets.Add(key, set = new(order));
        }

        set.Add(job);
    }

    public void Remove(TKey key, JobSummary job)
    {
        if (_sets.TryGetValue(key, out var set) && set.Remove(job) && set.Count == 0)
        {
            _sets.Remove(key);
        }
    }
}
