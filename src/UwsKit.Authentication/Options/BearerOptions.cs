using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Section <c>Authentication:Bearer</c>.</summary>
public sealed class BearerOptions
{
    /// <summary>The issuer; its <c>/.well-known/openid-configuration</c> names its keys. https, except on the machine itself.</summary>
    [Required]
    public Uri? Authority { get; set; }

    /// <summary>The audience that tokens must be made for.</summary>
    [Required]
    public string Audience { get; set; } = "";

    /// <summary>The claim that becomes the owner id: one that its owner cannot change.</summary>
    public string OwnerClaim { get; set; } = "sub";

    /// <summary>The claim of groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>The claim of roles.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>Put before the claim to make owner ids; to be said (empty, too) when there is another source of names.</summary>
    public string? OwnerPrefix { get; set; }
}
