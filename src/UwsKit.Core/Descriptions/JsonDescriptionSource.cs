using System.Collections.Frozen;

namespace UwsKit;

/// <summary>Descriptions that are read once: given in code, or from the files of a folder, JSON or VOTables. Immutable, thread-safe.</summary>
public sealed class JsonDescriptionSource : IJobDescriptionSource
{
    private readonly IReadOnlyList<JobDescription> _all;
    private readonly FrozenDictionary<string, JobDescription> _byName;

    /// <summary>Makes a source of descriptions.</summary>
    /// <exception cref="UwsConfigurationException">A name is used twice.</exception>
    public JsonDescriptionSource(IEnumerable<JobDescription> descriptions)
    {
        _all = [.. descriptions];
        var repeated = _all.GroupBy(d => d.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"job description '{g.Key}': given {g.Count()} times; allowed: once").ToList();
        _byName = repeated.Count == 0 ? _all.ToFrozenDictionary(d => d.Name, StringComparer.Ordinal) : throw new UwsConfigurationException(repeated);
    }

    /// <summary>What the descriptions do not say of the VOTables that they were read from, one line each.</summary>
    internal IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>
    /// Reads the description files of a folder (<c>*.json</c>, <c>*.vot</c>, <c>*.votable</c>, <c>*.vot.xml</c>, <c>*_vot.xml</c>; not of its sub-folders), in
    /// the order of their names.
    /// </summary>
    /// <exception cref="UwsConfigurationException">Every fault of every file; also when the folder is not there or a name is used twice.</exception>
    public static JsonDescriptionSource FromFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new UwsConfigurationException($"{folder}: there is no such folder; expected: a folder of job descriptions ({DescriptionFile.Names})");
        }

        List<string> faults = [];
        List<(string File, JobDescription Description)> read = [];
        List<string> differences = [];
        foreach (var file in DescriptionFile.In(folder).Order(StringComparer.Ordinal))
        {
            try
            {
                var (description, differing) = DescriptionFile.Load(file);
                read.Add((file, description));
                differences.AddRange(differing);
            }
            catch (UwsConfigurationException e)
            {
                faults.AddRange(e.Faults);
            }
        }

        faults.AddRange(read.GroupBy(r => r.Description.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"{g.Last().File}: name '{g.Key}' is already used by {g.First().File}"));
        return faults.Count == 0 ? new(read.Select(r => r.Description)) { Differences = differences } : throw new UwsConfigurationException(faults);
    }

    /// <inheritdoc/>
    public JobDescription? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public IReadOnlyList<JobDescription> List() => _all;
}
