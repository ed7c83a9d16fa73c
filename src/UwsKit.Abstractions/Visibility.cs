namespace UwsKit;

/// <summary>Whose jobs a list shows (UWS 1.1 §3). Immutable.</summary>
public sealed record Visibility
{
    private Visibility(VisibilityKind kind, string? ownerId) => (Kind, OwnerId) = (kind, ownerId);

    /// <summary>Every job: for the service itself and for operators.</summary>
    public static Visibility Everybody { get; } = new(VisibilityKind.Everybody, null);

    /// <summary>No job at all.</summary>
    public static Visibility Nobody { get; } = new(VisibilityKind.Nobody, null);

    /// <summary>The jobs that were created without an identity.</summary>
    public static Visibility Anonymous { get; } = new(VisibilityKind.Owner, null);

    /// <summary>Which of the three rules.</summary>
    public VisibilityKind Kind { get; }

    /// <summary>The owner under <see cref="VisibilityKind.Owner"/>; null there means jobs without an owner.</summary>
    public string? OwnerId { get; }

    /// <summary>The jobs of one owner.</summary>
    public static Visibility Of(string ownerId)
    {
        ArgumentException.ThrowIfNullOrEmpty(ownerId);
        return new(VisibilityKind.Owner, ownerId);
    }

    /// <summary>Whether a job of this owner (null = nobody's) is shown.</summary>
    public bool Sees(string? ownerId) => Kind switch
    {
        VisibilityKind.Everybody => true,
        VisibilityKind.Owner => ownerId == OwnerId,
        _ => false,
    };
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
}
