using System.Security.Claims;
using System.Text;

namespace UwsKit;

/// <summary>Who a caller is, out of his claims: owner id, groups and roles. Thread-safe.</summary>
internal sealed class Callers(UwsHttpOptions options)
{
    /// <summary>The claim of callers whose credentials are good for reading only.</summary>
    public const string ReadOnlyClaim = "uwskit:read-only";

    private const int LongestId = 256;

    public static bool IsAuthenticated(ClaimsPrincipal user) => user.Identities.Any(i => i.IsAuthenticated);

    public static bool IsReadOnly(ClaimsPrincipal user) => user.HasClaim(c => c.Type == ReadOnlyClaim);

    /// <summary>The caller's owner id; null = nobody is authenticated.</summary>
    public string? OwnerOf(ClaimsPrincipal user)
    {
        if (!IsAuthenticated(user))
        {
            return null;
        }

        return IdOf(user) switch
        {
            not { Length: > 0 } => throw new UwsException(UwsErrorKind.Forbidden, "Your credentials carry no name that could own a job."),
            // It is written into documents, headers and logs.
            { Length: > LongestId } => throw new UwsException(UwsErrorKind.Forbidden, $"Your credentials carry a name of more than the {LongestId} characters allowed."),
            var id when !OneLine.IsPlain(id) => throw new UwsException(UwsErrorKind.Forbidden, "Your credentials carry a name with control characters, or with others that are not seen."),
            var id => id,
        };
    }

    /// <summary>An owner id in a header, which is ASCII: two ids are never written alike, so that it can be read back.</summary>
    public static string InHeader(string owner) => Ascii.IsValid(owner) && !owner.Contains('%', StringComparison.Ordinal) ? owner : Uri.EscapeDataString(owner);

    public bool IsAdmin(ClaimsPrincipal user) => options.AdminRole is { } role && IsAuthenticated(user) && user.IsInRole(role);

    public bool IsOperator(ClaimsPrincipal user) => options.OperatorRole is { } role && IsAuthenticated(user) && user.IsInRole(role);

    /// <summary>Whether one of the grants (<c>user:ID</c>, <c>group:NAME</c>, <c>role:NAME</c>) is the caller's.</summary>
    public bool HasOneOf(ClaimsPrincipal user, IEnumerable<string> grants) => IsAuthenticated(user) && grants.Any(g => Grant.Parse(g) switch
    {
        { Kind: Grant.User } user1 => user1.Name == OwnerOf(user),
        { Kind: Grant.Group } group => user.HasClaim(c => c.Type == options.GroupClaim && c.Value == group.Name),
        { Kind: Grant.Role } role => user.IsInRole(role.Name),
        _ => false,
    });

    /// <summary>What jobs may be shared with that is the caller: his id and his groups, as grants; none when nobody is authenticated.</summary>
    public IEnumerable<string> NamesOf(ClaimsPrincipal user) => OwnerOf(user) is not { } owner ? []
        : user.FindAll(c => c.Type == options.GroupClaim).Select(c => $"{Grant.Group}:{c.Value}").Prepend($"{Grant.User}:{owner}");

    private string? IdOf(ClaimsPrincipal user) => options.OwnerClaim is { } claim
        ? user.FindFirst(claim)?.Value
        : user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identities.First(i => i.IsAuthenticated).Name;
}
