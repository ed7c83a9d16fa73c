namespace UwsKit;

/// <summary>Whom an owner lets read a job: users, groups, and the bearers of signed links. What the resource <c>{job}/sharing</c> and the job's page both do.</summary>
internal static class JobSharing
{
    private const int MaxEntries = 200, LongestName = 256;

    private static readonly TimeSpan LongestLink = TimeSpan.FromDays(366);

    /// <summary>Whether jobs of the list can be shared at all.</summary>
    public static bool IsOffered(JobList list) => PolicyOf(list) != SharingPolicy.Off;

    /// <summary>Whether they can be shared by a signed link.</summary>
    public static bool AreLinksOffered(UwsCall call, JobList list) => PolicyOf(list) == SharingPolicy.Links && call.Host.ShareLinks.IsOffered;

    /// <summary>Returns when the job can be shared; 403 otherwise.</summary>
    public static void Demand(JobList list, Job job)
    {
        if (job.OwnerId is null || !IsOffered(list))
        {
            throw new UwsException(UwsErrorKind.Forbidden, job.OwnerId is null
                ? "A job without an owner is open to whoever knows its URL; there is nothing to share." : $"Jobs of '{list.Name}' are not shared.");
        }
    }

    /// <summary>Shares the job with those whom the fields name.</summary>
    /// <returns>The URL of a signed link, when one was asked for: it is kept nowhere.</returns>
    public static async Task<string?> AddAsync(UwsCall call, JobList list, Job job, IEnumerable<PostedValue> fields)
    {
        List<string> added = [];
        (string Entry, string Token)? link = null;
        foreach (var field in fields)
        {
            var value = field.Value ?? "";
            switch (field.Name.ToUpperInvariant())
            {
                case "USER": added.Add($"{Grant.User}:{Name(field.Name, value)}"); break;
                case "GROUP": added.Add($"{Grant.Group}:{Name(field.Name, value)}"); break;
                case "LINK" when link is null: link = Link(call, list, job, value); break;
                default: throw new UwsException(UwsErrorKind.Invalid, $"'{OneLine.Of(field.Name)}' is not understood here; allowed: USER, GROUP, and once LINK.");
            }
        }

        if (added.Count == 0 && link is null)
        {
            throw new UwsException(UwsErrorKind.Invalid, "Nobody to share with was sent; allowed: USER, GROUP, LINK (how long it is to be good, such as 7d).");
        }

        await call.Host.Jobs.ShareAsync(job.Id, before =>
        {
            List<string> all = [.. Living(call, before).Concat(added).Concat(link is { } l ? [l.Entry] : []).Distinct(StringComparer.Ordinal)];
            return all.Count <= MaxEntries ? all : throw new UwsException(UwsErrorKind.Forbidden, $"A job is shared with at most {MaxEntries} users, groups and links.");
        }, call.Aborted).ConfigureAwait(false);
        call.Did = string.Join(' ', added.Concat(link is { } made ? [made.Entry] : []));
        return link is { } l ? $"{call.Links(list).Job(job.Id)}?{ShareLinks.Parameter}={l.Token}" : null;
    }

    /// <summary>Takes one back, named as by <see cref="NameOf"/>.</summary>
    public static async Task RemoveAsync(UwsCall call, Job job, string name)
    {
        await call.Host.Jobs.ShareAsync(job.Id, before =>
        {
            List<string> left = [.. before.Where(e => NameOf(e) != name)];
            return left.Count < before.Count ? left : throw new UwsException(UwsErrorKind.NotFound, $"The job is not shared with '{OneLine.Of(name)}'.");
        }, call.Aborted).ConfigureAwait(false);
        call.Did = OneLine.Of(name);
    }

    /// <summary>What an entry is called from outside.</summary>
    public static string NameOf(string entry) => ShareLinks.IdOf(entry) is { } id ? $"link:{id}" : entry;

    /// <summary>The entries without links that have ended.</summary>
    public static IEnumerable<string> Living(UwsCall call, IEnumerable<string> entries)
    {
        var now = call.Host.Time.GetUtcNow();
        return entries.Where(e => ShareLinks.IdOf(e) is null || ShareLinks.ExpiryOf(e) > now);
    }

    private static SharingPolicy PolicyOf(JobList list) => list.Options.Sharing ?? SharingPolicy.Links;

    private static (string, string) Link(UwsCall call, JobList list, Job job, string text)
    {
        if (!AreLinksOffered(call, list))
        {
            throw new UwsException(UwsErrorKind.Forbidden, "Links are not offered here" + (PolicyOf(list) == SharingPolicy.Links ? ": the service has no Uws:EventKeys to sign them with." : "."));
        }

        return UwsDuration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= LongestLink
            ? call.Host.ShareLinks.Make(job.Id, call.Host.Time.GetUtcNow() + time)
            : throw ControlParameters.Bad("LINK", text, "a time of at most 366d such as 12h or 7d");
    }

    private static string Name(string parameter, string value)
        => value.Length is > 0 and <= LongestName && OneLine.IsPlain(value) ? value
            : throw ControlParameters.Bad(parameter, value, $"a name of 1 to {LongestName} characters");
}
