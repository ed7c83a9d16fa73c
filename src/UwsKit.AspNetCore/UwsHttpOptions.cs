namespace UwsKit;

/// <summary>
/// How jobs are shown over HTTP and to whom (UWS 1.1 §3): the keys of the section <c>Http</c> inside UwsKit's own, or in code
/// <c>services.Configure&lt;UwsHttpOptions&gt;(…)</c>; the section wins. Read once, when the resources are mapped.
/// </summary>
public sealed class UwsHttpOptions
{
    /// <summary>Whether a job of somebody else answers 404, as if it did not exist, instead of 403. Default false.</summary>
    public bool HideForeignJobs { get; set; }

    /// <summary>
    /// Whether callers without an identity see the list of jobs without an owner. Null = only on a host without any authentication scheme.
    /// Such jobs can always be reached by who knows their URL.
    /// </summary>
    public bool? ListAnonymousJobs { get; set; }

    /// <summary>The role whose bearers see, and may change, every job. Null = nobody does.</summary>
    public string? OperatorRole { get; set; }

    /// <summary>The claim that holds the owner id. Null = the name identifier or <c>sub</c>, else the name.</summary>
    public string? OwnerClaim { get; set; }
}
