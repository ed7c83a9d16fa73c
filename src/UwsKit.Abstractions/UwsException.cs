namespace UwsKit;

/// <summary>The one exception for what a client, an operator or a back end did wrong. The message is one clear line for the reader.</summary>
public sealed class UwsException : Exception
{
    /// <summary>Makes an exception.</summary>
    public UwsException(UwsErrorKind kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What sort of error; decides the HTTP status.</summary>
    public UwsErrorKind Kind { get; }

    /// <summary>For <see cref="UwsErrorKind.Unavailable"/> and <see cref="UwsErrorKind.TooMany"/>: when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For <see cref="UwsErrorKind.Unavailable"/>: what was asked works, and has no room for one more at this moment, such as a database whose connections are all in use. Health checks take that for no outage.</summary>
    public bool IsBusy { get; init; }
}

/// <summary>Sorts of errors, each with its HTTP status.</summary>
public enum UwsErrorKind
{
    /// <summary>400: cannot be understood, or a value that the description refuses.</summary>
    Invalid,
    /// <summary>401: no credentials where some are needed.</summary>
    Unauthorized,
    /// <summary>403: policy, quota or the phase forbids it.</summary>
    Forbidden,
    /// <summary>404: there is no such thing.</summary>
    NotFound,
    /// <summary>413: more bytes than allowed.</summary>
    TooLarge,
    /// <summary>415: a media type that is not read here.</summary>
    UnsupportedMediaType,
    /// <summary>429: too many requests or jobs.</summary>
    TooMany,
    /// <summary>503: a storage or manager is away; try again later.</summary>
    Unavailable,
}
