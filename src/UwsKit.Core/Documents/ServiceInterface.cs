namespace UwsKit;

/// <summary>What all documents of a service tell about: its address, its job lists and who may use them. Immutable.</summary>
/// <param name="Root">Absolute URL of the mapped prefix, without trailing slash.</param>
/// <param name="Lists">The job lists, in their order.</param>
internal sealed record ServiceInterface(string Root, IReadOnlyList<JobList> Lists)
{
    /// <summary>One line for people.</summary>
    public string Title { get; init; } = "UWS service";

    /// <summary>How callers may identify themselves; empty = they cannot.</summary>
    public IReadOnlyList<SecurityMethod> Security { get; init; } = [];

    /// <summary>Whether callers without credentials are turned away from the job lists.</summary>
    public bool NeedsCredentials { get; init; }

    /// <summary>The page for people that a job list has; null = this service has no pages.</summary>
    public Func<JobList, string>? Page { get; init; }

    /// <summary>Whether there is anything to show as DALI examples.</summary>
    public bool HasExamples => Lists.Any(l => l.Description.Examples.Count > 0);

    /// <summary>Whether a caller may make only so many requests in a minute.</summary>
    public bool CountsRequests { get; init; }

    /// <summary>Whether there is a registry record.</summary>
    public bool HasRecord { get; init; }

    /// <summary>Absolute URL of a job list.</summary>
    public string UrlOf(JobList list) => $"{Root}/{list.Name}";

    /// <summary>Absolute URL of its synchronous form; null = it has none.</summary>
    public string? SyncUrlOf(JobList list) => list.Options.Sync == false ? null : $"{UrlOf(list)}-sync";
}

/// <summary>A way for callers to identify themselves.</summary>
/// <param name="Name">The host's name for it.</param>
/// <param name="Kind">What a client has to do.</param>
internal sealed record SecurityMethod(string Name, SecurityKind Kind)
{
    /// <summary>Its identifier in VOSI and registry documents (SSO 2.0 §3.1; of bearer tokens the one in use, which no standard has); null = it has none.</summary>
    public string? StandardId { get; init; } = Kind switch
    {
        SecurityKind.Basic => "ivo://ivoa.net/sso#BasicAA",
        SecurityKind.Bearer => "ivo://ivoa.net/sso#token",
        SecurityKind.Cookie => "ivo://ivoa.net/sso#cookie",
        SecurityKind.Certificate => "ivo://ivoa.net/sso#tls-with-certificate",
        _ => null,
    };
}

/// <summary>What a client has to do to identify its user.</summary>
internal enum SecurityKind
{
    /// <summary>Something of the host's own.</summary>
    Other,
    /// <summary>Name and password with each request (RFC 7617).</summary>
    Basic,
    /// <summary>A token with each request (RFC 6750).</summary>
    Bearer,
    /// <summary>A cookie from a page of the host.</summary>
    Cookie,
    /// <summary>A certificate of the client.</summary>
    Certificate,
}
