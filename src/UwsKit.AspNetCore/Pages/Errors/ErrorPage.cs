using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace UwsKit;

/// <summary>A refusal or a failure as a page: what happened, in the same words that programs get, and what can be done.</summary>
internal static class ErrorPage
{
    public static Task WriteAsync(UwsCall call, int status, string message)
    {
        // A list that the caller asked for below; whether he may look at it, he is told there.
        var list = status == StatusCodes.Status404NotFound && call.Segment("job").Length > 0 ? call.Host.Lists.Find(call.Segment("list")) : null;
        var page = new PageContent("error", ReasonPhrases.GetReasonPhrase(status));
        page.With("error", html => Error(html, page, status, message, list));
        return call.Host.Pages.WriteAsync(call, page, status);
    }

    private static void Error(HtmlWriter html, PageContent page, int status, string message, JobList? list)
    {
        html.Write($"""<h1>{Title(status)}</h1><div class="faults" role="alert">""");
        foreach (var line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            html.Write($"<p>{line}</p>");
        }

        html.Write($"""</div><p>{Advice(status)}</p><p class="actions">{h => SignIn(h, page)}<a class="button main" href="{page.Root}/">To the home page</a>{h => Jobs(h, page, list)}</p><p class="quiet">Status {status.ToString(CultureInfo.InvariantCulture)}</p>""");
    }

    private static void SignIn(HtmlWriter html, PageContent page)
    {
        if (page.SignIn?.In is { } url)
        {
            html.Write($"""<a class="button main" href="{url}">Sign in</a> """);
        }
    }

    private static void Jobs(HtmlWriter html, PageContent page, JobList? list)
    {
        if (list is not null)
        {
            html.Write($""" <a class="button" href="{page.Root}/{list.Name}">Jobs: {list.Description.Title ?? list.Name}</a>""");
        }
    }

    private static string Title(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Please sign in",
        StatusCodes.Status403Forbidden => "That is not allowed",
        StatusCodes.Status404NotFound => "There is nothing here",
        StatusCodes.Status405MethodNotAllowed => "That is not possible here",
        StatusCodes.Status413PayloadTooLarge => "That is too large",
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "Not just now",
        >= 500 => "The service failed",
        _ => "That was not understood",
    };

    private static string Advice(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Sign in, then open the same address again.",
        StatusCodes.Status403Forbidden => "If it is a job of yours, sign in as the one who made it. Otherwise ask its owner, or those who run the service.",
        StatusCodes.Status404NotFound => "Look at the address. A job that was here may have been deleted, or its time was over: jobs are kept until the date that their page shows.",
        StatusCodes.Status413PayloadTooLarge => "Go back and choose a smaller file, or give the URL of the file instead of an upload.",
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "Wait a moment and load the page again. What was stored before is not lost.",
        >= 500 => "Try again in a while. If it goes on, tell those who run the service when it happened; their log says why.",
        _ => "Go back, look at what was filled in, and send it again.",
    };
}
