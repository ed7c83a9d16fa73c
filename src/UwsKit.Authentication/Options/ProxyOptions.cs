namespace UwsKit;

/// <summary>Section <c>Authentication:Proxy</c>: Shibboleth, or any other single sign-on, in the web server before this one.</summary>
public sealed class ProxyOptions
{
    /// <summary>Whose headers count: addresses, networks (<c>10.0.0.0/24</c>), or <c>unix</c> for a Unix socket. From anybody else they are taken off.</summary>
    public IList<string> From { get; set; } = [];

    /// <summary>The header of the user's name, which the proxy must set, or take off, on every request.</summary>
    public string UserHeader { get; set; } = "X-Remote-User";

    /// <summary>The header of his groups; null = none.</summary>
    public string? GroupsHeader { get; set; }

    /// <summary>The header of his roles; null = none.</summary>
    public string? RolesHeader { get; set; }

    /// <summary>What stands between two groups or roles.</summary>
    public string Separator { get; set; } = ";";

    /// <summary>Put before names to make owner ids; to be said (empty, too) when there is another source of names.</summary>
    public string? OwnerPrefix { get; set; }
}
