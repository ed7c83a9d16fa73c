using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>The result of a job as the answer of a synchronous request: itself, for many clients follow no redirect of a POST.</summary>
internal static class SyncResult
{
    /// <summary>The main result, or the first of the format asked for; 204 where the work had nothing to say (SODA 1.0 §5.1).</summary>
    /// <exception cref="UwsException">No result has the format.</exception>
    public static async Task WriteAsync(UwsCall call, JobList list, Job job, string? format)
    {
        if (Choose(job, format) is { } result)
        {
            call.Response.Headers[HeaderNames.ContentLocation] = call.Links(list).Result(job.Id, result.Id);
            await ResultEndpoints.WriteAsync(call, job, result, result.Id).ConfigureAwait(false);
        }
        else if (format is not null && job.Results.Count > 0)
        {
            var types = job.Results.Select(r => r.MediaType).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
            throw new UwsException(UwsErrorKind.NotFound, $"The job has no result of RESPONSEFORMAT '{OneLine.Of(format)}'; it has: {string.Join(", ", types)}.");
        }
        else if (job.Results.Any(r => r.Described is null))
        {
            // Several files, and nothing says which of them is meant.
            await Answer.SeeOtherAsync(call.Http, $"{call.Links(list).Job(job.Id)}/results").ConfigureAwait(false);
        }
        else
        {
            call.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static JobResult? Choose(Job job, string? format)
    {
        var main = JobResults.Find(job, JobResults.MainAlias);
        return format is null || ResponseFormats.Matches(format, main?.MediaType) ? main : job.Results.FirstOrDefault(r => ResponseFormats.Matches(format, r.MediaType));
    }
}
