namespace UwsKit;

/// <summary>Whose jobs a list shows (UWS 1.1 §3). Immutable.</summary>
public sealed record Visibility
{
    private Visibility(VisibilityKind kind, string? ownerId, params IReadOnlyList<string> names) => (Kind, OwnerId, Names) = (kind, ownerId, names);

    /// <summary>Every job: for the service itself and for operators.</summary>
    public static Visibility Everybody { get; } = new(VisibilityKind.Everybody, null);

    /// <summary>No job at all.</summary>
    public static Visibility Nobody { get; } = new(VisibilityKind.Nobody, null);

    /// <summary>The jobs that were created without an identity.</summary>
    public static Visibility Anonymous { get; } = new(VisibilityKind.Owner, null);

    /// <summary>Which of the rules.</summary>
    public VisibilityKind Kind { get; }

    /// <summary>The owner under <see cref="VisibilityKind.Owner"/>; null there means jobs without an owner.</summary>
    public string? OwnerId { get; }

    /// <summary>Under <see cref="VisibilityKind.Shared"/>: with whom, each once and in ordinal order; empty otherwise.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The jobs of one owner.</summary>
    public static Visibility Of(string ownerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(ownerId);
        return new(VisibilityKind.Owner, ownerId);
    }

    /// <summary>The jobs that are shared with any of these users and groups, whoever owns them; without a name <see cref="Nobody"/>.</summary>
    /// <param name="names">As <see cref="Job.SharedWith"/> has them: <c>user:ID</c>, <c>group:NAME</c>.</param>
    /// <exception cref="ArgumentException">One is a signed link: jobs are not listed by those.</exception>
    public static Visibility Shared(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return all.FirstOrDefault(n => !Job.IsName(n)) is { } link ? throw new ArgumentException($"'{link}' is a signed link, not a name.", nameof(names))
            : all.Length == 0 ? Nobody : new(VisibilityKind.Shared, null, all);
    }

    /// <summary>Whether a job is shown.</summary>
    /// <param name="ownerId">Its owner; null = nobody.</param>
    /// <param name="sharedWith">Its <see cref="Job.SharedWith"/>, or the names among them.</param>
    public bool Sees(string? ownerId, IEnumerable<string> sharedWith) => Kind switch
    {
        VisibilityKind.Everybody => true,
        VisibilityKind.Owner => ownerId == OwnerId,
        VisibilityKind.Shared => sharedWith.Any(Names.Contains),
        _ => false,
    };

    /// <summary>Whether both show the same.</summary>
    public bool Equals(Visibility? other) => other is not null && Kind == other.Kind && OwnerId == other.OwnerId && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(HashCode.Combine(Kind, OwnerId), HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {OwnerId}{string.Join(' ', Names)}".TrimEnd();
}

/// <summary>The rules of <see cref="Visibility"/>.</summary>
public enum VisibilityKind
{
    /// <summary>No job.</summary>
    Nobody,
    /// <summary>One owner's jobs, or those without an owner.</summary>
    Owner,
    /// <summary>Every job.</summary>
    Everybody,
    /// <summary>The jobs that are shared with somebody.</summary>
    Shared,
}
