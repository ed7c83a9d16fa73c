using System.IO.Enumeration;

namespace UwsKit;

/// <summary>Which file of the output area is which result. The same files always give the same results, in the same order.</summary>
internal static class ResultMatching
{
    /// <summary>Whether a name in a description stands for any number of files.</summary>
    public static bool IsPattern(ResultDescription r) => (r.FilePattern ?? "").AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Described results in the description's order, those of one pattern by name; of a description without results, every file.</summary>
    public static List<(JobResult Result, JobFile File)> Match(IReadOnlyList<ResultDescription> described, IReadOnlyList<JobFile> files)
    {
        if (described.Count == 0)
        {
            return [.. files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => (new JobResult(f.Name, f.Name) { MediaType = TypeOf(null, f) }, f))];
        }

        // No pattern takes a file that another description names, wherever that stands.
        var named = described.Where(r => !IsPattern(r)).Select(r => r.FilePattern ?? r.Name).ToHashSet(StringComparer.Ordinal);
        List<JobFile> left = [.. files.Where(f => !named.Contains(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal)];
        var taken = new List<JobFile>[described.Count];
        foreach (var (i, r) in described.Index())
        {
            taken[i] = IsPattern(r)
                ? left.FindAll(f => FileSystemName.MatchesSimpleExpression(r.FilePattern, f.Name, ignoreCase: false))
                : [.. files.Where(f => f.Name == (r.FilePattern ?? r.Name))];
            left.RemoveAll(taken[i].Contains);
        }

        var main = described.Index().FirstOrDefault(d => d.Item.Name == JobResults.MainAlias).Index;

        // "result" is what clients ask the main result for.
        var ids = described.Where(r => !IsPattern(r)).Select(r => r.Name).Append(JobResults.MainAlias).ToHashSet(StringComparer.Ordinal);
        return [.. from d in described.Index()
                   from file in taken[d.Index]
                   select (new JobResult(Id(d.Item, file, ids), file.Name)
                   {
                       MediaType = TypeOf(d.Item, file), Described = d.Item.Name, Main = d.Index == main, PreviewOf = d.Item.PreviewOf,
                   }, file)];
    }

    private static string Id(ResultDescription r, JobFile file, HashSet<string> ids)
    {
        if (!IsPattern(r))
        {
            return r.Name;
        }

        var id = file.Name;
        while (!ids.Add(id))
        {
            id = $"{r.Name}-{id}";
        }

        return id;
    }

    private static string? TypeOf(ResultDescription? r, JobFile file) => r?.MediaType ?? file.MediaType ?? MediaTypes.Of(file.Name);
}
