namespace UwsKit;

/// <summary>What a kept record is found by: digests of results and inputs, jobs whose results it used, and nodes that several jobs share.</summary>
internal static class ProvenanceKeys
{
    public static string Made(string sha256) => "made-" + sha256;

    public static string UsedContent(string sha256) => "used-" + sha256;

    public static string UsedJob(JobId job) => "from-" + job.Value;

    public static string Node(string id) => "node-" + id;

    public static IReadOnlyCollection<string> Of(Job job)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (var result in job.Results)
        {
            if (result is { Sha256: { } digest, Size: not 0 })
            {
                keys.Add(Made(digest));
            }
        }

        foreach (var parameter in job.Parameters)
        {
            if (parameter.File is { Sha256: { } digest, Size: > 0 })
            {
                keys.Add(UsedContent(digest));
            }

            if (JobResultUrl.Of(parameter) is { } url)
            {
                keys.Add(Node(ProvNames.Url(url, parameter.File?.Sha256)));
                if (JobResultUrl.TryParse(url, out var target))
                {
                    keys.Add(UsedJob(target.Job));
                }
            }
        }

        if (job.OwnerId is { } owner)
        {
            keys.Add(Node(ProvNames.Person(owner)));
        }

        return keys;
    }
}
