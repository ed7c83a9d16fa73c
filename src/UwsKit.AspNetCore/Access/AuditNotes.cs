using System.Net;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Which requests come into the audit trail, and what is told of them.</summary>
internal static class AuditNotes
{
    /// <summary>Tells of a request that was answered: a change, a refusal, or a look at what is not the caller's own.</summary>
    public static void Note(this AuditTrail trail, UwsCall call, string pattern)
    {
        var (method, status) = (call.Request.Method, call.Response.StatusCode);
        var refused = status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests;
        var own = PostReads.IsRead(call.Http) && !refused && !trail.Reads && call.Ground is null or AccessGround.Owner or AccessGround.Nobodys;
        if (own && call.Foreign.Count == 0)
        {
            return;
        }

        // A job's script reports hundreds of times; the job's own log lines tell it.
        if (pattern.EndsWith("/events", StringComparison.Ordinal) && !refused)
        {
            return;
        }

        var entry = new AuditEntry(call.Host.Time.Now(), call.Host.Options.Node, OneLine.Of(method), ResourceOf(pattern), status)
        {
            Who = call.Response.Headers["X-VO-Authenticated"] is [{ } who] ? Uri.UnescapeDataString(who) : null,
            Way = call.User.Identity is { IsAuthenticated: true, AuthenticationType: { } way } ? way : null,
            From = AddressOf(call.Http.Connection.RemoteIpAddress),
            List = call.Segment("list") is { Length: > 0 } list ? OneLine.Of(list) : null,
            Job = call.Job?.Value,
            Owner = call.JobOwner,
            Ground = call.Ground?.ToString(),
            Did = call.Did,
        };
        if (refused)
        {
            trail.AddRefusal(entry);
            return;
        }

        if (!own && !(call.Job is { } asked ? call.Foreign.ContainsKey(asked) : call.Foreign.Count > 0))
        {
            trail.Add(entry);
        }

        foreach (var (job, (owner, ground)) in call.Foreign)
        {
            trail.Add(entry with { Job = job.Value, Owner = owner, Ground = ground.ToString() });
        }
    }

    // {list}, {job}, {job}/phase, tokens: the list's name has a member of its own.
    private static string ResourceOf(string pattern) => (pattern.StartsWith("/{list}/", StringComparison.Ordinal) ? pattern["/{list}".Length..] : pattern).Trim('/');

    private static string? AddressOf(IPAddress? address) => (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString();
}
