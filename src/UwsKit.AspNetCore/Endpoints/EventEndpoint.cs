using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>
/// <c>POST {job}/events</c>: where a job's own script says how it stands. Opened by the token of job and attempt alone, which ends with the job; a repeated or
/// late event is answered 204 like any other, so that a script never fails for it.
/// </summary>
internal static class EventEndpoint
{
    private const long MaxBody = 256 * 1024;

    // A script that got no answer repeats its last event for seconds; the rest is for clocks that differ.
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(10);

    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        var fields = await ReadOpenedAsync(call, job).ConfigureAwait(false);
        var e = ManagerOf(call, list, job)?.Interpret(job.Id, fields)
            ?? throw new UwsException(UwsErrorKind.Invalid, $"The event is not understood; needed: state ({string.Join(", ", Enum.GetNames<BackendState>())}) and attempt.");
        await call.Host.Services.GetRequiredService<IJobEventSink>().PostAsync(e, call.Aborted).ConfigureAwait(false);
        call.Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status204NoContent;
    }

    private static async Task<Dictionary<string, string>> ReadOpenedAsync(UwsCall call, Job job)
    {
        try
        {
            return await ReadAsync(call, job).ConfigureAwait(false);
        }
        catch (UwsException) when (!call.Host.Access.TellsOfHidden)
        {
            // Who has no key for a hidden job does not learn here that it exists.
            throw JobAccess.NoSuchJob(job.Id.Value);
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(UwsCall call, Job job)
    {
        var token = ReadToken(call);
        // The attempt that the token is for stands in the body, so this is read for strangers too: fields only, never a file.
        var body = await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false);
        var fields = body.GroupBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key.ToLowerInvariant(), g => g.Last().Value!);
        var attempt = ControlParameters.ReadDigits(fields.GetValueOrDefault("attempt"))
            ?? throw ControlParameters.Bad("attempt", fields.GetValueOrDefault("attempt"), "the number of the attempt");
        if (!call.Host.Services.GetRequiredService<EventTokens>().Opens(token, job.Id, attempt) || HasExpired(call, job))
        {
            call.Host.Log.EventRefused(job.Id.Value, attempt);
            throw new UwsException(UwsErrorKind.Forbidden, "The token does not open the events of this job and attempt.");
        }

        return fields;
    }

    private static bool HasExpired(UwsCall call, Job job)
        => PhaseRules.Final.Contains(job.Phase) && (job.EndTime ?? job.CreationTime) + Afterwards <= call.Host.Time.Now();

    private static string ReadToken(UwsCall call)
    {
        const string scheme = "Bearer ";
        var header = call.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new UwsException(UwsErrorKind.Forbidden, "Events need the header 'Authorization: Bearer …' with the job's token.");
        }

        return header[scheme.Length..].Trim();
    }

    private static IManager? ManagerOf(UwsCall call, JobList list, Job job)
    {
        var name = job.Placement?.Manager is { Length: > 0 } placed ? placed : list.Manager;
        return call.Host.Services.GetKeyedService<IManager>(name);
    }
}
