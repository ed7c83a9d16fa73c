namespace UwsKit;

/// <summary>
/// The ways in that this host offers, for whoever tells of them: capabilities (one interface for each <c>securityMethod</c>, VOResource 1.2, SSO 2.0) and
/// challenges on answers that need no credentials. Registered by a package of authentication; absent = there are none. Thread-safe.
/// </summary>
public interface ISecurityMethods
{
    /// <summary>The <c>securityMethod/@standardID</c>s (SSO 2.0 §3.1), in the order of the challenges.</summary>
    IReadOnlyList<string> StandardIds { get; }

    /// <summary>The values of <c>WWW-Authenticate</c>, one line each.</summary>
    /// <param name="root">Absolute URL under which the job lists are, without trailing slash.</param>
    IReadOnlyList<string> Challenges(string root);
}
