using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>
/// Errors as answers: one line of text/plain, which is what VO clients show, or <c>application/problem+json</c> when the client names it or JSON. The one
/// place that turns an exception into a status.
/// </summary>
internal static class ErrorAnswer
{
    private const string Problem = "application/problem+json";

    /// <summary>The status of a kind of error.</summary>
    public static int StatusOf(UwsErrorKind kind) => kind switch
    {
        UwsErrorKind.Invalid => StatusCodes.Status400BadRequest,
        UwsErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        UwsErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        UwsErrorKind.NotFound => StatusCodes.Status404NotFound,
        UwsErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        UwsErrorKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        UwsErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        UwsErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Answers for an exception. Once the answer is under way it is cut instead, so that no client takes a part for the whole.</summary>
    public static async Task WriteAsync(HttpContext http, UwsHost host, Exception e, Func<int, string, Task>? form = null)
    {
        form ??= (status, text) => WriteAsync(http, status, text);
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (http.Response.HasStarted || http.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
        {
            // A reader that has gone cancels the writing before its connection is known to be closed.
            if (e is not OperationCanceledException)
            {
                host.Log.AnswerCut(http.Request.Path, e);
            }

            http.Abort();
            return;
        }

        http.Response.Headers.Remove(HeaderNames.WWWAuthenticate);
        switch (e)
        {
            case UwsException { Kind: UwsErrorKind.Unauthorized }:
                await ChallengeAsync(http, host).ConfigureAwait(false);
                if (http.Response.Headers.Location.Count > 0)
                {
                    // A browser is shown the way to the login.
                    break;
                }

                await form(StatusCodes.Status401Unauthorized, e.Message).ConfigureAwait(false);
                break;
            case UwsException uws:
                SetRetryAfter(http, uws);
                await form(StatusOf(uws.Kind), uws.Message).ConfigureAwait(false);
                break;
            case BadHttpRequestException bad:
                await form(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? "The request body is larger than allowed." : "The request cannot be understood: its body is broken.").ConfigureAwait(false);
                break;
            default:
                host.Log.UnexpectedError(http.Request.Method, http.Request.Path, e);
                await form(StatusCodes.Status500InternalServerError, "The service failed; its log says why.").ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Answers with a status and one line.</summary>
    public static Task WriteAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return AsksForProblem(http.Request) ? Answer.BytesAsync(http, Problem, ProblemJson(status, message))
            : http.Features.Get<UwsCall>() is { } call && Pages.Wanted(call) ? ErrorPage.WriteAsync(call, status, message)
            : Answer.TextAsync(http, message);
    }

    private static byte[] ProblemJson(int status, string message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonPipe.Options))
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // Who names JSON, as scripts in pages do, reads problems. Wildcards say nothing, and nor does JSON that is liked less than text.
    private static bool AsksForProblem(HttpRequest request)
    {
        // Most clients send */* or nothing: no need to take the header apart.
        if (!request.Headers.Accept.Any(a => a?.Contains("json", StringComparison.OrdinalIgnoreCase) == true))
        {
            return false;
        }

        var accept = request.GetTypedHeaders().Accept;
        var json = Math.Max(Quality(accept, Problem), Quality(accept, Negotiation.Json));
        return json > 0 && json >= Quality(accept, Negotiation.Plain);
    }

    private static double Quality(IList<MediaTypeHeaderValue> accept, string mediaType)
        => accept.Where(a => a.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)).Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();

    // WWW-Authenticate is the handlers' business: the default one, or without a default all of them.
    private static async Task ChallengeAsync(HttpContext http, UwsHost host)
    {
        if (host.Schemes is null)
        {
            return;
        }

        if (await host.Schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is { } scheme)
        {
            await http.ChallengeAsync(scheme.Name).ConfigureAwait(false);
            return;
        }

        foreach (var each in await host.Schemes.GetAllSchemesAsync().ConfigureAwait(false))
        {
            await http.ChallengeAsync(each.Name).ConfigureAwait(false);
        }
    }

    private static void SetRetryAfter(HttpContext http, UwsException e)
    {
        if (e.Kind is UwsErrorKind.Unavailable or UwsErrorKind.TooMany)
        {
            var seconds = Math.Ceiling((e.RetryAfter ?? TimeSpan.FromSeconds(30)).TotalSeconds);
            http.Response.Headers.RetryAfter = Math.Max(1, seconds).ToString(CultureInfo.InvariantCulture);
        }
    }
}
