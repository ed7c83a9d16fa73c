using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Section <c>Authentication:OpenId</c>: code flow with PKCE, the session in a cookie.</summary>
public sealed class OpenIdOptions
{
    /// <summary>The provider. https, except on the machine itself.</summary>
    [Required]
    public Uri? Authority { get; set; }

    /// <summary>The id under which the service is registered there.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Its secret (see <c>ClientSecret_FILE</c>); null = a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The path of the host to which the provider sends browsers back.</summary>
    [RegularExpression("/.+", ErrorMessage = "allowed: a path such as /signin-oidc")]
    public string CallbackPath { get; set; } = "/signin-oidc";

    /// <summary>The scopes that are asked for.</summary>
    public IList<string> Scopes { get; set; } = ["openid", "profile"];

    /// <summary>How long a login lasts.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The claim that becomes the owner id: one that its owner cannot change.</summary>
    public string OwnerClaim { get; set; } = "sub";

    /// <summary>The claim of groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim of roles.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Put before the claim to make owner ids; to be said (empty, too) when there is another source of names.</summary>
    public string? OwnerPrefix { get; set; }
}
