namespace UwsKit;

/// <summary>The filters of a job list (UWS 1.1 §2.2.2.1): PHASE and AFTER select, then LAST takes the newest of what is left.</summary>
/// <param name="Phases">Null = all but ARCHIVED.</param>
/// <param name="After">Strictly later than this.</param>
/// <param name="Last">So many of the newest.</param>
/// <param name="Shared">The jobs that are shared with the caller instead of his own; not of the standard.</param>
internal sealed record ListFilter(PhaseSet? Phases, DateTimeOffset? After, int? Last, bool Shared)
{
    /// <summary>Reads the filters; names in any case, other names do not count. Repeated: PHASE joins, the latest AFTER, the smallest LAST, the last SHARED.</summary>
    public static ListFilter Read(IReadOnlyList<PostedValue> query)
    {
        var filter = new ListFilter(null, null, null, false);
        foreach (var (name, value, _) in query)
        {
            filter = name.ToUpperInvariant() switch
            {
                "PHASE" => filter with { Phases = (filter.Phases ?? default).With(ReadPhase(value)) },
                "AFTER" => filter with { After = Later(filter.After, ReadAfter(value)) },
                "LAST" => filter with { Last = Math.Min(filter.Last ?? int.MaxValue, ReadLast(value)) },
                "SHARED" => filter with { Shared = ReadShared(value) },
                _ => filter,
            };
        }

        return filter;
    }

    private static ExecutionPhase ReadPhase(string? text)
        => ExecutionPhaseWords.TryParse(text, out var phase) ? phase : throw ControlParameters.Bad("PHASE", text, PhaseSet.All.ToString());

    private static DateTimeOffset ReadAfter(string? text)
        => UwsTime.TryParse(text, out var instant) ? instant
        : throw ControlParameters.Bad("AFTER", text, "an ISO 8601 instant in UTC such as 2030-01-31T12:00:00Z, or a date");

    private static int ReadLast(string? text)
        => ControlParameters.ReadDigits(text) is > 0 and var n ? n : throw ControlParameters.Bad("LAST", text, "a whole number above 0");

    private static bool ReadShared(string? text)
        => bool.TryParse(text, out var shared) ? shared : throw ControlParameters.Bad("SHARED", text, "true or false");

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
