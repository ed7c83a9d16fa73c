using System.Globalization;

namespace UwsKit;

/// <summary>What part of a job list a page shows, as its query string says: filters, and from where on.</summary>
/// <param name="Phases">Null = all but ARCHIVED.</param>
/// <param name="Text">Beginning of id or run id; empty = any.</param>
/// <param name="After">Only jobs created later.</param>
/// <param name="Until">Only jobs created at that time or earlier.</param>
/// <param name="Before">The last entry of the page before; null = the first page.</param>
/// <param name="Take">Entries on the page.</param>
/// <param name="Shared">The jobs that are shared with the caller instead of his own.</param>
internal sealed record JobListView(PhaseSet? Phases, string Text, DateTimeOffset? After, DateTimeOffset? Until, JobCursor? Before, int Take, bool Shared)
{
    /// <summary>The query string of the jobs that are shared with the caller.</summary>
    public const string SharedQuery = "SHARED=true";

    /// <summary>Reads the query string. PHASE, AFTER and LAST are those of the standard, SHARED is that of the XML list; an empty value is none, as forms send it.</summary>
    public static JobListView Read(IReadOnlyList<PostedValue> query, int pageSize)
    {
        var given = query.Where(v => v.Value is { Length: > 0 }).ToList();
        var standard = ListFilter.Read(given);
        return new(standard.Phases, Last("TEXT")?.Trim() ?? "", standard.After, Instant("UNTIL"), Cursor(Last("FROM")), Math.Min(standard.Last ?? pageSize, pageSize), standard.Shared);

        string? Last(string name) => given.LastOrDefault(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

        DateTimeOffset? Instant(string name) => Last(name) is not { } text ? null : UwsTime.TryParse(text, out var instant) ? instant
            : throw ControlParameters.Bad(name, text, "an ISO 8601 instant in UTC such as 2030-01-31T12:00:00Z, or a date");
    }

    /// <summary>Whether anything is filtered.</summary>
    public bool IsFiltered => Phases is not null || Text.Length > 0 || After is not null || Until is not null;

    /// <summary>The query for one entry more than the page shows: whether there is a next page.</summary>
    public JobQuery Query(string list, Visibility visibility, Func<ExecutionPhase, ExecutionPhase> shown)
    {
        var phases = Phases ?? PhaseSet.Listed;
        // A cursor just above the last millisecond: the storages have no other upper bound.
        var until = Until is { } u ? new JobCursor(u.AddMilliseconds(1), default) : null;
        return new()
        {
            JobList = list,
            Visibility = visibility,
            Phases = [.. ExecutionPhaseWords.All.Where(p => phases.Contains(shown(p)))],
            Text = Text.Length > 0 ? Text : null,
            After = After,
            Before = Before is null || until?.CreationTime < Before.CreationTime ? until ?? Before : Before,
            Take = Take + 1,
        };
    }

    /// <summary>The query string of this view from another place on; null = from the newest.</summary>
    public string Url(JobSummary? from)
    {
        List<string> pairs = [.. (Phases ?? default).Select(p => $"PHASE={p.ToWord()}")];
        if (Shared) pairs.Add(SharedQuery);
        if (Text.Length > 0) pairs.Add($"TEXT={Uri.EscapeDataString(Text)}");
        if (After is { } after) pairs.Add($"AFTER={UwsTime.Format(after)}");
        if (Until is { } until) pairs.Add($"UNTIL={UwsTime.Format(until)}");
        if (from is not null) pairs.Add(string.Create(CultureInfo.InvariantCulture, $"FROM={from.CreationTime.ToUnixTimeMilliseconds()}-{from.Id.Value}"));
        return string.Join('&', pairs);
    }

    private static JobCursor? Cursor(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var dash = text.LastIndexOf('-');
        return dash > 0 && JobId.TryParse(text[(dash + 1)..], out var id)
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && Math.Abs(time) < 200_000_000_000_000
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(time), id)
            : throw ControlParameters.Bad("FROM", text, "the place that the link to the next page names");
    }
}
