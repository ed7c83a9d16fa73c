using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace UwsKit;

/// <summary>
/// Maps resources, each under one route for all verbs. The one place through which every request passes: forwarded headers, common headers, the
/// check that list and job exist and that the caller may touch the job, and errors. A handler gets a job only from here.
/// </summary>
internal sealed class ResourceMap(RouteGroupBuilder group, Lazy<UwsHost> host, bool preflights)
{
    // Where clients look whether they may, but need not, authenticate (AuthVO §4.1).
    private static readonly string[] Challenged = [UwsRoutes.Capabilities, UwsRoutes.List];

    /// <summary>A resource outside any job list.</summary>
    public IEndpointConventionBuilder MapRoot(string pattern, Resource resource) => Map(pattern, call => resource.Find(call.Request)(call));

    /// <summary>A resource of a job list; <paramref name="demand"/> refuses, whatever the verb, where this list has none.</summary>
    public void MapList(string pattern, Func<UwsCall, JobList, Task>? get, Func<UwsCall, JobList, Task>? post, Action<UwsCall, JobList>? demand = null)
    {
        var resource = new Resource(get is null ? null : call => get(call, FindList(call)), post is null ? null : call => post(call, FindList(call)));
        Map(pattern, async call =>
        {
            // Whatever is asked of a list is asked by who may: no resource can forget it.
            await call.Host.Access.DemandLookAsync(call, FindList(call)).ConfigureAwait(false);
            demand?.Invoke(call, FindList(call));
            await resource.Find(call.Request)(call).ConfigureAwait(false);
        });
    }

    /// <summary>A resource of a job that only those may touch who may touch the job.</summary>
    public IEndpointConventionBuilder MapJob(
        string pattern,
        Func<UwsCall, JobList, Job, Task>? get = null,
        Func<UwsCall, JobList, Job, Task>? post = null,
        Func<UwsCall, JobList, Job, Task>? put = null,
        Func<UwsCall, JobList, Job, Task>? delete = null,
        bool ownersOnly = false,
        bool postReads = false,
        Action<UwsCall, JobList>? demand = null)
    {
        var resource = new Resource(Checked(get, ownersOnly), Checked(post, !postReads), Checked(put, true), Checked(delete, true));
        var mapped = MapUnderList(pattern, resource, demand);
        return postReads ? mapped.WithMetadata(new PostReads()) : mapped;

        UwsHandler? Checked(Func<UwsCall, JobList, Job, Task>? handler, bool change) => handler is null ? null : async call =>
        {
            var (list, job) = await FindJobAsync(call).ConfigureAwait(false);
            await call.Host.Access.DemandAsync(call, list, job, change).ConfigureAwait(false);
            await handler(call, list, job).ConfigureAwait(false);
        };
    }

    /// <summary>A resource of a job that may be gone, as far as its provenance is kept: for those who might touch the job.</summary>
    public void MapRemembered(string pattern, Func<UwsCall, Job, Task> get, Func<UwsCall, Job, Task>? post = null)
    {
        var resource = new Resource(Checked(get), post is null ? null : Checked(post));
        Map(pattern, call => resource.Find(call.Request)(call));

        UwsHandler Checked(Func<UwsCall, Job, Task> handler) => async call =>
        {
            var (name, text) = (call.Segment("list"), call.Segment("job"));
            var job = JobId.TryParse(text, out var id)
                ? await call.Host.Jobs.FindAsync(id, call.Aborted).ConfigureAwait(false) ?? (await call.Host.Provenance.FindAsync(id, call.Aborted).ConfigureAwait(false))?.Job : null;
            if (job?.JobList != name)
            {
                FindList(call);
                throw JobAccess.NoSuchJob(text);
            }

            (call.Job, call.JobOwner) = (job.Id, job.OwnerId);
            var list = await call.Host.Descriptions.ListOfAsync(job, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false);
            await call.Host.Access.DemandAsync(call, list, job, change: false).ConfigureAwait(false);
            await handler(call, job).ConfigureAwait(false);
        };
    }

    /// <summary>A resource of a job that has a key of its own: the handler checks it.</summary>
    public IEndpointConventionBuilder MapKeyed(string pattern, Func<UwsCall, JobList, Job, Task> post)
    {
        var resource = new Resource(post: async call =>
        {
            var (list, job) = await FindJobAsync(call).ConfigureAwait(false);
            await post(call, list, job).ConfigureAwait(false);
        });
        return MapUnderList(pattern, resource).WithMetadata(new OwnKey());
    }

    // A list that is not there is told before a method that is not allowed.
    private IEndpointConventionBuilder MapUnderList(string pattern, Resource resource, Action<UwsCall, JobList>? demand = null) => Map(pattern, async call =>
    {
        var list = call.Host.Lists.Find(call.Segment("list")) ?? (await FindJobAsync(call).ConfigureAwait(false)).List;
        demand?.Invoke(call, list);

        await resource.Find(call.Request)(call).ConfigureAwait(false);
    });

    /// <summary>Whatever is under the prefix and nothing else: 404, unless the host has a route of its own there.</summary>
    public void MapUnknown(string pattern) => Map(pattern, call => throw new UwsException(
        UwsErrorKind.NotFound, $"There is no resource '{OneLine.Of(call.Request.Path.Value)}'.")).WithOrder(int.MaxValue);

    private IEndpointConventionBuilder Map(string pattern, UwsHandler handler)
    {
        if (preflights)
        {
            // Browsers ask without credentials; where the host demands some, this alone stays open.
            group.MapMethods(pattern, [HttpMethods.Options], http => RunAsync(http, pattern, handler)).WithMetadata(new AllowAnonymousAttribute());
        }

        return group.Map(pattern, http => RunAsync(http, pattern, handler));
    }

    private static JobList FindList(UwsCall call)
    {
        var name = call.Segment("list");
        return call.Host.Lists.Find(name) ?? throw new UwsException(UwsErrorKind.NotFound, $"There is no job list '{OneLine.Of(name)}'.");
    }

    // A list that was taken from the catalogue is gone, but not its jobs: they are found by their URLs, with the list as it was.
    private static async ValueTask<(JobList List, Job Job)> FindJobAsync(UwsCall call)
    {
        var (name, text) = (call.Segment("list"), call.Segment("job"));
        var job = JobId.TryParse(text, out var id) ? await call.Host.Jobs.FindAsync(id, call.Aborted).ConfigureAwait(false) : null;
        if (job?.JobList != name)
        {
            FindList(call);
            throw JobAccess.NoSuchJob(text);
        }

        (call.Job, call.JobOwner) = (job.Id, job.OwnerId);

        return (await call.Host.Descriptions.ListOfAsync(job, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false), job);
    }

    private async Task RunAsync(HttpContext http, string pattern, UwsHandler handler)
    {
        UwsCall? call = null;
        try
        {
            host.Value.Address.ApplyForwardedHeaders(http);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.CacheControl = "no-store";
            call = new UwsCall(http, host.Value, host.Value.Address.UrlOf(http.Request, PrefixOf(http, pattern)));
            http.Features.Set(call);
            call.CloseWhenStopping();
            WireRules.Demand(http.Request);
            if (host.Value.Cors?.Answers(http) == true)
            {
                return;
            }

            CrossSite.Demand(http, host.Value.Address, host.Value.TrustedOrigins);
            await CheckCallerAsync(call, pattern).ConfigureAwait(false);
            await CountAsync(call, call.Host.Access.OwnerOf(call.User)).ConfigureAwait(false);
            await handler(call).ConfigureAwait(false);
            // Once more: an upload may have begun long before the stop.
            call.CloseWhenStopping();
        }
        // Every exception becomes an answer here: nothing that a client sends may end in the server's own error page.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            await ErrorAnswer.WriteAsync(http, host.Value, e, call?.ErrorForm).ConfigureAwait(false);
        }
        finally
        {
            if (call is not null)
            {
                host.Value.Audit.Note(call, pattern);
            }
        }
    }

    // What is open to everybody is asked by machines: registries, load balancers, the scripts of jobs.
    private static ValueTask CountAsync(UwsCall call, string? owner)
        => call.Http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null ? call.Host.Rate.CountAsync(owner, call.Http.Connection.RemoteIpAddress, call.Aborted) : default;

    private static async ValueTask CheckCallerAsync(UwsCall call, string pattern)
    {
        var (http, access) = (call.Http, call.Host.Access);
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            try
            {
                await access.DemandGoodCredentialsAsync(http).ConfigureAwait(false);
            }
            catch (UwsException e) when (e.Kind == UwsErrorKind.Unauthorized)
            {
                // Wrong credentials are requests of nobody, from there.
                await CountAsync(call, null).ConfigureAwait(false);
                throw;
            }
        }

        if (Callers.IsReadOnly(call.User) && !PostReads.IsRead(http))
        {
            throw new UwsException(UwsErrorKind.Forbidden, "These credentials are good for reading only.");
        }

        if (access.OwnerOf(call.User) is { } owner)
        {
            // AuthVO §4.3: how clients learn that they are known, and as whom.
            http.Response.Headers["X-VO-Authenticated"] = Callers.InHeader(owner);
        }
        else if (Challenged.Contains(pattern) && call.Host.SecurityMethods is { } methods && (HttpMethods.IsGet(http.Request.Method) || call.IsHead))
        {
            http.Response.Headers.WWWAuthenticate = new([.. methods.Challenges(call.Root)]);
        }

        if (call.ShareToken is not null)
        {
            // The address is a key: it is not told to the pages that follow.
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
        }
    }

    // The prefix as it was mapped, outer groups included: the endpoint's whole pattern without our part of it.
    private static string PrefixOf(HttpContext http, string pattern)
    {
        var whole = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText ?? "";
        var prefix = whole.AsSpan(0, whole.Length - pattern.Length).Trim('/');
        return prefix.Length == 0 ? "" : string.Concat("/", prefix);
    }
}
