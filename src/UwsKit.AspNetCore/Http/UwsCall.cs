using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>One request to a resource of the tree.</summary>
/// <param name="http">The request.</param>
/// <param name="host">The host's services.</param>
/// <param name="root">Absolute URL of the mapped prefix as the client sees it, without trailing slash.</param>
internal sealed class UwsCall(HttpContext http, UwsHost host, string root)
{
    public HttpContext Http { get; } = http;
    public UwsHost Host { get; } = host;
    public string Root { get; } = root;

    /// <summary>The job that is asked for or was made.</summary>
    public JobId? Job { get; set; }

    /// <summary>Its owner, where the caller is somebody else.</summary>
    public string? JobOwner { get; set; }

    /// <summary>Why the caller was let in; null = it was not asked, or he was not.</summary>
    public AccessGround? Ground { get; set; }

    /// <summary>The jobs of others that this request looked at or changed, with what it was allowed by.</summary>
    public Dictionary<JobId, (string? Owner, AccessGround Ground)> Foreign { get; } = [];

    /// <summary>Whether the caller may change the job, not only read it.</summary>
    public bool MayChange => Ground is AccessGround.Owner or AccessGround.Nobodys or AccessGround.Admin;

    /// <summary>What every URL below the job needs for a caller who came by a signed link, with its question mark; empty for others.</summary>
    public string LinkQuery => Ground == AccessGround.Link ? $"?{ShareLinks.Parameter}={Uri.EscapeDataString(ShareToken!)}" : "";

    /// <summary>What was done in a word, where method and resource do not say it.</summary>
    public string? Did { get; set; }

    /// <summary>The token of a signed link.</summary>
    public string? ShareToken { get; } = http.Request.Query[ShareLinks.Parameter] is [{ Length: > 0 } token] ? token : null;

    public HttpRequest Request => Http.Request;
    public HttpResponse Response => Http.Response;
    public ClaimsPrincipal User => Http.User;

    /// <summary>The client went away.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>How this resource writes errors, from status and text; null = as every other.</summary>
    public Func<int, string, Task>? ErrorForm { get; set; }

    public bool IsHead => HttpMethods.IsHead(Http.Request.Method);

    /// <summary>
    /// Closes the connection with this answer when the host is about to stop, so that the client's next request goes elsewhere. HTTP/1 only: later versions
    /// are told by the server.
    /// </summary>
    public void CloseWhenStopping()
    {
        if (Host.Probe.IsStopping && !Response.HasStarted && (HttpProtocol.IsHttp11(Request.Protocol) || HttpProtocol.IsHttp10(Request.Protocol)))
        {
            Response.Headers.Connection = "close";
        }
    }

    /// <summary>A segment of the route.</summary>
    public string Segment(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary><see cref="Root"/>, checked.</summary>
    /// <exception cref="UwsException">The client's Host header makes no URL.</exception>
    public Uri RootUrl => Uri.TryCreate(Root, UriKind.Absolute, out var url)
        ? url : throw new UwsException(UwsErrorKind.Invalid, $"Host '{OneLine.Of(Request.Host.Value)}' is not a host name with a port.");

    /// <summary>The URLs of a job list, its jobs and what is below them.</summary>
    /// <exception cref="UwsException">The client's Host header makes no URL.</exception>
    public JobLinks Links(JobList list) => new(
        new($"{RootUrl.OriginalString}/{list.Name}"), LinkQuery);
}
