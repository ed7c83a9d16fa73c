using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>What went wrong with a synchronous request, as a DALI error document (DALI 1.1 §4.2) with a fitting status.</summary>
internal static class SyncErrorForm
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <summary>Writes the document in the form that the list promises: text, or a VOTable.</summary>
    public static Task WriteAsync(UwsCall call, JobList list, int status, string text)
    {
        if (list.ErrorFormat != ErrorFormat.VOTable)
        {
            return ErrorAnswer.WriteAsync(call.Http, status, text);
        }

        call.Response.StatusCode = status;
        return Answer.BytesAsync(call.Http, VoTableError.ContentType, VoTableError.Write(text));
    }

    /// <summary>Writes how a job ended that has no result.</summary>
    public static Task WriteAsync(UwsCall call, JobList list, Job job)
    {
        var status = StatusOf(job);
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            call.Response.Headers.RetryAfter = Again.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        FileAnswer.Protect(call.Response);
        return WriteAsync(call, list, status, ResultEndpoints.ErrorText(job) ?? job.Phase switch
        {
            ExecutionPhase.Archived => "The job is ARCHIVED: its results are gone.",
            _ => "The job was aborted.",
        });
    }

    // The words that SODA 1.0 §5.2 and DataLink 1.1 §3.4 put first. Without one, what would fail again is not the server's fault: clients repeat a 5xx by themselves.
    private static int StatusOf(Job job) => job.Phase switch
    {
        ExecutionPhase.Archived => StatusCodes.Status410Gone,
        ExecutionPhase.Aborted when job.Error is null => StatusCodes.Status409Conflict,
        _ => (job.Error?.Message ?? "").Split(':', ' ', '\n')[0] switch
        {
            "UsageError" or "UsageFault" or "MultiValuedParamNotSupported" => StatusCodes.Status400BadRequest,
            "AuthenticationError" or "AuthorizationError" => StatusCodes.Status403Forbidden,
            "NotFoundFault" => StatusCodes.Status404NotFound,
            "ServiceUnavailable" or "TransientFault" => StatusCodes.Status503ServiceUnavailable,
            _ when job.Error?.Transient == true => StatusCodes.Status503ServiceUnavailable,

            // Never committed: its values were refused.
            _ when job.QueuedAt is null => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
    };
}
