using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// Who may touch which job (UWS 1.1 §3): an owner his own, an administrator all, anybody a job without an owner whose URL he knows; to read, also an operator
/// all, and whom the owner shares it with. Every handler below a job gets the job from here only.
/// </summary>
internal sealed class JobAccess(UwsHttpOptions options, ShareLinks links, IAuthenticationSchemeProvider? schemes)
{
    private readonly Callers _callers = new(options);

    /// <inheritdoc cref="Callers.OwnerOf"/>
    public string? OwnerOf(ClaimsPrincipal user) => _callers.OwnerOf(user);

    /// <summary>Returns when the credentials that came, if any did, are good: with wrong ones nobody becomes nobody, for whom less is refused.</summary>
    public async ValueTask DemandGoodCredentialsAsync(HttpContext http)
    {
        if (schemes is null || Callers.IsAuthenticated(http.User) || await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is null)
        {
            return;
        }

        // Done once a request: a second call gives the first one's answer.
        var result = await http.AuthenticateAsync().ConfigureAwait(false);
        if (result.Failure is { } failure)
        {
            // What else it says may tell a stranger too much.
            throw failure as UwsException ?? new UwsException(UwsErrorKind.Unauthorized, "The credentials that were sent are not accepted.");
        }
    }

    /// <summary>Whose jobs a list shows to the caller; 401 or 403 where he has no business.</summary>
    /// <param name="call">The request.</param>
    /// <param name="list">The list.</param>
    /// <param name="shared">Whether he asks for those that are shared with him.</param>
    public async ValueTask<Visibility> VisibilityOfAsync(UwsCall call, JobList list, bool shared)
    {
        if (_callers.IsAdmin(call.User) || _callers.IsOperator(call.User))
        {
            call.Ground = _callers.IsAdmin(call.User) ? AccessGround.Admin : AccessGround.Operator;
            return shared ? SharedWith(call, list) : Visibility.Everybody;
        }

        await DemandUseAsync(call, list).ConfigureAwait(false);
        if (shared)
        {
            var visibility = SharedWith(call, list);
            call.Ground = visibility.Kind is VisibilityKind.Shared ? AccessGround.Shared : null;
            return visibility;
        }

        return OwnerOf(call.User) is { } owner ? Visibility.Of(owner)
            : await PolicyOfAsync(list).ConfigureAwait(false) == AnonymousPolicy.Public ? Visibility.Anonymous : Visibility.Nobody;
    }

    // Nothing to nobody: links are no names, and the bearer of one has the URL.
    private Visibility SharedWith(UwsCall call, JobList list)
        => JobSharing.IsOffered(list) ? Visibility.Shared(_callers.NamesOf(call.User)) : Visibility.Nobody;

    /// <summary>Returns when the caller may create a job in the list, by whatever method; 401 or 403 otherwise.</summary>
    public ValueTask DemandCreationAsync(UwsCall call, JobList list)
        => Callers.IsReadOnly(call.User) ? throw new UwsException(UwsErrorKind.Forbidden, "These credentials are good for reading only.") : DemandUseAsync(call, list);

    /// <summary>Returns when the caller may look at the list and what is below it; 401 or 403 otherwise.</summary>
    public ValueTask DemandLookAsync(UwsCall call, JobList list) => _callers.IsOperator(call.User) ? default : DemandUseAsync(call, list);

    private async ValueTask DemandUseAsync(UwsCall call, JobList list)
    {
        if (!await MayUseAsync(call.User, list).ConfigureAwait(false))
        {
            throw await RefusedAsync(call.User, $"The job list '{list.Name}' is not open to you.", $"The job list '{list.Name}' is open to authenticated users only: send credentials.")
                .ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the caller may read the job, or change it as well; 401, 403 or 404 otherwise.</summary>
    public async ValueTask DemandAsync(UwsCall call, JobList list, Job job, bool change)
    {
        var (user, owner) = (call.User, OwnerOf(call.User));
        var ground = await GroundAsync(call, list, job).ConfigureAwait(false);
        if (ground is AccessGround.Nobodys or AccessGround.Owner or AccessGround.Admin || (ground is not null && !change))
        {
            call.Ground = ground;
            Remember(call, job, ground);
            return;
        }

        if (ground is not null)
        {
            throw new UwsException(UwsErrorKind.Forbidden, "You may read this job, but not change it.");
        }

        throw options.HideForeignJobs ? NoSuchJob(job.Id.Value)
            : call.ShareToken is not null && owner is null ? new UwsException(UwsErrorKind.Forbidden, "This link has expired or was taken back.")
            : await RefusedAsync(user, job.OwnerId is null ? $"The job list '{list.Name}' is not open to you." : "This job belongs to somebody else.",
                "This job belongs to an authenticated user: send credentials.").ConfigureAwait(false);
    }

    // What the caller may read the job by, the strongest first; null = he may not.
    private async ValueTask<AccessGround?> GroundAsync(UwsCall call, JobList list, Job job)
    {
        var (user, owner) = (call.User, OwnerOf(call.User));
        var use = await MayUseAsync(user, list).ConfigureAwait(false);
        var sharing = list.Options.Sharing ?? SharingPolicy.Links;
        var shared = use && sharing != SharingPolicy.Off && _callers.HasOneOf(user, job.SharedWith);
        var link = sharing == SharingPolicy.Links && links.Opens(call.ShareToken, job);
        return use && job.OwnerId is null ? AccessGround.Nobodys
            : use && job.OwnerId == owner ? AccessGround.Owner
            : _callers.IsAdmin(user) ? AccessGround.Admin
            : _callers.IsOperator(user) ? AccessGround.Operator
            : shared ? AccessGround.Shared
            : link ? AccessGround.Link
            : null;
    }

    // One request may look at many jobs: each of somebody else is told in the audit trail, whichever came last.
    private static void Remember(UwsCall call, Job job, AccessGround? ground)
    {
        if (ground is { } foreign and not (AccessGround.Owner or AccessGround.Nobodys))
        {
            call.Foreign[job.Id] = (job.OwnerId, foreign);
        }
    }

    /// <summary>Whether the caller may read the job.</summary>
    public async ValueTask<bool> MayReadAsync(UwsCall call, JobList list, Job job)
    {
        var ground = await GroundAsync(call, list, job).ConfigureAwait(false);
        Remember(call, job, ground);
        return ground is not null;
    }

    /// <summary>Whether a list would show the job to the caller: what he has not named himself.</summary>
    public async ValueTask<bool> MayListAsync(UwsCall call, JobList list, Job job) => await GroundAsync(call, list, job).ConfigureAwait(false) switch
    {
        AccessGround.Owner or AccessGround.Admin or AccessGround.Operator => true,
        AccessGround.Nobodys => await PolicyOfAsync(list).ConfigureAwait(false) == AnonymousPolicy.Public,
        _ => false,
    };

    /// <summary>Whether a caller may learn that somebody else's job is there.</summary>
    public bool TellsOfHidden => !options.HideForeignJobs;

    /// <summary>The one text for jobs that are not there and jobs that are hidden.</summary>
    public static UwsException NoSuchJob(string id) => new(UwsErrorKind.NotFound, $"There is no job '{OneLine.Of(id)}' in this list.");

    /// <summary>Whether the list is open to a user.</summary>
    public async ValueTask<bool> MayUseAsync(ClaimsPrincipal user, JobList list)
        => _callers.IsAdmin(user)
        || (Callers.IsAuthenticated(user)
            ? list.Options.Allow is not { Count: > 0 } allowed || _callers.HasOneOf(user, allowed)
            : await PolicyOfAsync(list).ConfigureAwait(false) != AnonymousPolicy.Off);

    private async ValueTask<AnonymousPolicy> PolicyOfAsync(JobList list)
        => list.Options.Anonymous
        ?? (list.Options.Allow is { Count: > 0 } ? AnonymousPolicy.Off
            : await HasSchemesAsync().ConfigureAwait(false) ? AnonymousPolicy.Unlisted : AnonymousPolicy.Public);

    private async ValueTask<UwsException> RefusedAsync(ClaimsPrincipal user, string known, string unknown)
        => Callers.IsAuthenticated(user) || !await HasSchemesAsync().ConfigureAwait(false)
            ? new(UwsErrorKind.Forbidden, known) : new(UwsErrorKind.Unauthorized, unknown);

    private async ValueTask<bool> HasSchemesAsync()
        => schemes is not null && (await schemes.GetAllSchemesAsync().ConfigureAwait(false)).Any();
}
