using System.Security.Cryptography;

namespace UwsKit;

/// <summary>
/// The description files of a folder as they were last good. A file that is broken keeps its last good version; one that is missing keeps it for a while. Not for
/// use from several threads at once.
/// </summary>
internal sealed class CatalogueFolder(string folder, TimeSpan removalGrace, TimeProvider time)
{
    private readonly Dictionary<string, Entry> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The path of the folder.</summary>
    public string Path { get; } = folder;

    /// <summary>What is wrong with a description that is sound in itself, for the host that would offer it.</summary>
    public Func<JobDescription, IEnumerable<string>> Judge { get; init; } = _ => [];

    /// <summary>Takes what a description does not say of the VOTable that it was read from, one line each, whenever the file has changed.</summary>
    public Action<string> Note { get; init; } = _ => { };

    /// <summary>What is wrong with files at present, one line each.</summary>
    public IReadOnlyList<string> Faults { get; private set; } = [];

    /// <summary>The faults that the look before did not find.</summary>
    public IReadOnlyList<string> NewFaults { get; private set; } = [];

    /// <summary>Whether a file is missing whose list is still offered: look again soon.</summary>
    public bool IsWaiting => _files.Values.Any(f => f.MissingSince is not null);

    /// <summary>Reads the folder and tells what is to be offered, in the order of the files' names.</summary>
    /// <exception cref="IOException">The folder itself cannot be read: what was offered before stays.</exception>
    public IReadOnlyList<JobDescription> Look()
    {
        var found = DescriptionFile.In(Path).ToHashSet(StringComparer.Ordinal);
        foreach (var file in found)
        {
            _files[file] = Read(file, _files.GetValueOrDefault(file) ?? Entry.New) with { MissingSince = null };
        }

        foreach (var (file, entry) in _files.Where(f => !found.Contains(f.Key)).ToList())
        {
            var since = entry.MissingSince ?? time.GetTimestamp();
            if (entry.Good is null || time.GetElapsedTime(since) >= removalGrace)
            {
                _files.Remove(file);
            }
            else
            {
                _files[file] = entry with { MissingSince = since };
            }
        }

        return Offer();
    }

    private List<JobDescription> Offer()
    {
        List<string> faults = [.. _files.Values.SelectMany(f => f.Faults)];
        Dictionary<string, string> owners = new(StringComparer.Ordinal);

        // Of files with one name: who has it already keeps it, unless it is missing, as after a rename.
        foreach (var (file, entry) in _files.Where(f => f.Value.Good is not null)
            .OrderBy(f => f.Value.MissingSince is not null).ThenByDescending(f => f.Value.Offered).ThenBy(f => f.Key, StringComparer.Ordinal).ToList())
        {
            var isOwner = owners.TryAdd(entry.Good!.Name, file);
            if (!isOwner && entry.MissingSince is null)
            {
                faults.Add($"{file}: name '{entry.Good.Name}' is already used by {owners[entry.Good.Name]}");
            }

            _files[file] = entry with { Offered = isOwner };
        }

        Faults = faults;
        NewFaults = [.. faults.Where(f => !_told.Contains(f))];
        _told.Clear();
        _told.UnionWith(faults);
        return [.. owners.Values.Order(StringComparer.Ordinal).Select(file => _files[file].Good!)];
    }

    private Entry Read(string file, Entry before)
    {
        try
        {
            var bytes = DescriptionFile.Read(file);
            var digest = SHA256.HashData(bytes);
            return digest.AsSpan().SequenceEqual(before.Digest) ? before : Parse(file, bytes, before) with { Digest = digest };
        }
        catch (UwsConfigurationException e)
        {
            // It could not be read at all; what it holds is not known to have changed.
            return before with { Faults = Explain(e, before), Digest = [] };
        }
    }

    private Entry Parse(string file, byte[] bytes, Entry before)
    {
        try
        {
            var (description, differences) = DescriptionFile.Parse(bytes, file);
            List<string> faults = [.. Judge(description).Select(f => $"{file}: {f}")];
            if (faults.Count > 0)
            {
                throw new UwsConfigurationException(faults);
            }

            foreach (var difference in differences)
            {
                Note(difference);
            }

            return before with { Good = description, Faults = [] };
        }
        catch (UwsConfigurationException e)
        {
            return before with { Faults = Explain(e, before) };
        }
    }

    private static List<string> Explain(UwsConfigurationException e, Entry before)
        => [.. e.Faults.Select(f => before.Good is null ? f : $"{f} (the last good version of '{before.Good.Name}' stays)")];

    private sealed record Entry(byte[] Digest, JobDescription? Good, IReadOnlyList<string> Faults, long? MissingSince, bool Offered)
    {
        public static Entry New { get; } = new([], null, [], null, false);
    }
}
