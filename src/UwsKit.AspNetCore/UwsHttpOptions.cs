using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>
/// How jobs are shown over HTTP and to whom (UWS 1.1 §3): the keys of the section <c>Http</c> inside UwsKit's own, or in code
/// <c>services.Configure&lt;UwsHttpOptions&gt;(…)</c>; the section wins. Read once, when the resources are mapped.
/// </summary>
public sealed class UwsHttpOptions
{
    /// <summary>Whether a job of somebody else answers 404, as if it did not exist, instead of 403. Default false.</summary>
    public bool HideForeignJobs { get; set; }

    /// <summary>The role whose bearers see, and may change, every job; each time they do is in the audit trail. Null = nobody does.</summary>
    public string? AdminRole { get; set; }

    /// <summary>The role whose bearers see every job and change none but their own; each time is in the audit trail. Null = nobody does.</summary>
    public string? OperatorRole { get; set; }

    /// <summary>The claim that holds a group; many groups are many claims.</summary>
    public string GroupClaim { get; set; } = "groups";

    /// <summary>
    /// Origins (<c>https://portal.example.org</c>) whose pages may use the service from a browser (CORS), with the user's credentials; <c>*</c> = all pages,
    /// without them. Empty = none.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>The claim that holds the owner id. Null = the name identifier or <c>sub</c>, else the name.</summary>
    public string? OwnerClaim { get; set; }

    /// <summary>
    /// Origins (<c>https://portal.example.org</c>) of other web sites whose pages may change jobs here; the host's CORS policy must allow them as well.
    /// Requests of all other sites' pages that would change something answer 403. Programs, and scripts that send a bearer token, are not concerned.
    /// </summary>
    public IList<string> TrustedOrigins { get; set; } = [];

    /// <summary>
    /// How long a host that was asked to stop still takes new connections, while its health check says that it is not ready: as long as a load balancer with
    /// active checks needs to notice. Default none, which is right for a proxy that goes to the next node when it is refused.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopDelay { get; set; }

    /// <summary>
    /// How long open connections are served after that, each closed with its next answer: longer than a proxy keeps idle ones. Together with
    /// <see cref="StopDelay"/> it must stay below the host's <c>ShutdownTimeout</c> (30 s).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(1);
}
