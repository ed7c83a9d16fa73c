using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace UwsKit;

/// <summary>
/// Who may touch which job (UWS 1.1 §3): an owner his own, an operator all, anybody a job without an owner whose URL he knows. Every handler below
/// a job gets the job from here only.
/// </summary>
internal sealed class JobAccess(UwsHttpOptions options, IAuthenticationSchemeProvider? schemes)
{
    /// <summary>The caller's owner id; null = nobody is authenticated.</summary>
    public string? OwnerOf(ClaimsPrincipal user)
    {
        if (!IsAuthenticated(user))
        {
            return null;
        }

        return IdOf(user) is { Length: > 0 } id ? id
            : throw new UwsException(UwsErrorKind.Forbidden, "Your credentials carry no name that could own a job.");
    }

    /// <summary>Whose jobs a list shows to the caller.</summary>
    public async ValueTask<Visibility> VisibilityOfAsync(ClaimsPrincipal user)
    {
        if (IsOperator(user))
        {
            return Visibility.Everybody;
        }

        if (OwnerOf(user) is { } owner)
        {
            return Visibility.Of(owner);
        }

        return options.ListAnonymousJobs ?? !await HasSchemesAsync().ConfigureAwait(false) ? Visibility.Anonymous : Visibility.Nobody;
    }

    /// <summary>Returns when the caller may read and change the job; 401, 403 or 404 otherwise.</summary>
    public async ValueTask DemandAsync(ClaimsPrincipal user, Job job)
    {
        if (MayRead(user, job))
        {
            return;
        }

        if (options.HideForeignJobs)
        {
            throw NoSuchJob(job.Id.Value);
        }

        throw IsAuthenticated(user) || !await HasSchemesAsync().ConfigureAwait(false)
            ? new UwsException(UwsErrorKind.Forbidden, "This job belongs to somebody else.")
            : new UwsException(UwsErrorKind.Unauthorized, "This job belongs to an authenticated user: send credentials.");
    }

    /// <summary>Whether the caller may read the job.</summary>
    public bool MayRead(ClaimsPrincipal user, Job job) => job.OwnerId is null || IsOperator(user) || job.OwnerId == OwnerOf(user);

    /// <summary>Whether a caller may learn that somebody else's job is there.</summary>
    public bool TellsOfHidden => !options.HideForeignJobs;

    /// <summary>The one text for jobs that are not there and jobs that are hidden.</summary>
    public static UwsException NoSuchJob(string id) => new(UwsErrorKind.NotFound, $"There is no job '{OneLine.Of(id)}' in this list.");

    private string? IdOf(ClaimsPrincipal user) => options.OwnerClaim is { } claim
        ? user.FindFirst(claim)?.Value
        : user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identities.First(i => i.IsAuthenticated).Name;

    private bool IsOperator(ClaimsPrincipal user) => options.OperatorRole is { } role && IsAuthenticated(user) && user.IsInRole(role);

    private static bool IsAuthenticated(ClaimsPrincipal user) => user.Identities.Any(i => i.IsAuthenticated);

    private async ValueTask<bool> HasSchemesAsync()
        => schemes is not null && (await schemes.GetAllSchemesAsync().ConfigureAwait(false)).Any();
}
