using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace UwsKit;

/// <summary>Makes every way's user look the same to the service: owner id, groups, roles. Thread-safe.</summary>
internal sealed class Identities(UwsHttpOptions http, IReadOnlyList<string> prefixes)
{
    /// <summary>A user with no other claims.</summary>
    public ClaimsPrincipal Make(string way, string owner, IEnumerable<string> groups, IEnumerable<string> roles, bool readOnly = false)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, owner), new(ClaimTypes.Name, owner)], way);
        if (http.OwnerClaim is { } claim && claim is not (ClaimTypes.NameIdentifier or ClaimTypes.Name))
        {
            identity.AddClaim(new(claim, owner));
        }

        identity.AddClaims(groups.Where(g => g.Length > 0).Select(g => new Claim(http.GroupClaim, g)));
        identity.AddClaims(roles.Where(r => r.Length > 0).Select(r => new Claim(ClaimTypes.Role, r)));
        if (readOnly)
        {
            identity.AddClaim(new(Callers.ReadOnlyClaim, "true"));
        }

        return new(identity);
    }

    /// <summary>The user whom a provider's claims mean; null when they do not name him.</summary>
    public ClaimsPrincipal? Of(ClaimsPrincipal? theirs, string way, string ownerClaim, string groupsClaim, string rolesClaim, string? prefix)
        => theirs?.FindFirst(ownerClaim)?.Value is { Length: > 0 } name && OwnerOf(prefix, name) is { } owner
            ? Make(way, owner, theirs.FindAll(groupsClaim).Select(c => c.Value), theirs.FindAll(rolesClaim).Select(c => c.Value)) : null;

    /// <summary>The user of a source by his name there.</summary>
    public AuthenticateResult Take(string scheme, string way, string? prefix, string name, IEnumerable<string> groups, IEnumerable<string> roles)
        => OwnerOf(prefix, name) is { } owner ? Success(Make(way, owner, groups, roles), scheme)
            : AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, $"The name '{OneLine.Of(name)}' begins like the owner ids of another source of names."));

    // A name that begins with another source's prefix would be that source's user.
    private string? OwnerOf(string? prefix, string name)
        => prefix + name is var owner && prefixes.Any(p => p.Length > (prefix?.Length ?? 0) && owner.StartsWith(p, StringComparison.Ordinal)) ? null : owner;

    /// <summary>The groups of a user made here.</summary>
    public IReadOnlyList<string> GroupsOf(ClaimsPrincipal user) => [.. user.FindAll(http.GroupClaim).Select(c => c.Value)];

    public static AuthenticateResult Success(ClaimsPrincipal user, string scheme) => AuthenticateResult.Success(new(user, scheme));
}
