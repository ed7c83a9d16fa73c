using System.Net;
using System.Text.RegularExpressions;

namespace UwsKit;

/// <summary>A browser without JavaScript: asks for HTML, keeps cookies, follows a 303 after a form, sends what browsers send with it.</summary>
internal sealed partial class PageBrowser(UwsApp app, params (string Name, string Value)[] headers)
{
    public const string Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    private string? _cookie;

    /// <summary>The page of the last answer.</summary>
    public string Html { get; private set; } = "";
    public HttpStatusCode Status { get; private set; }
    public string Path { get; private set; } = "";
    public HttpResponseMessage Answer { get; private set; } = new();

    public async Task<string> OpenAsync(string path)
    {
        await SendAsync(HttpMethod.Get, path, null);
        return Html;
    }

    /// <summary>Sends a form of the present page, with its token, and follows where it leads.</summary>
    public async Task<string> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        (string, string)[] all = [("~token", Token), .. fields];
        await SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(all.Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
        if (Status == HttpStatusCode.SeeOther)
        {
            await OpenAsync(Answer.Headers.Location!.PathAndQuery);
        }

        return Html;
    }

    public async Task<string> UploadAsync(string path, string name, string file, string content, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(Token), "~token" } };
        foreach (var field in fields)
        {
            form.Add(new StringContent(field.Value), field.Name);
        }

        form.Add(new StringContent(content), name, file);
        await SendAsync(HttpMethod.Post, path, form);
        if (Status == HttpStatusCode.SeeOther)
        {
            await OpenAsync(Answer.Headers.Location!.PathAndQuery);
        }

        return Html;
    }

    public string Token => TokenField().Match(Html) is { Success: true } m ? WebUtility.HtmlDecode(m.Groups[1].Value) : "none";

    private async Task SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        if (_cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", _cookie);
        }

        if (method == HttpMethod.Post && !headers.Any(h => h.Name == "Sec-Fetch-Site"))
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Answer = await app.Client.SendAsync(request);
        if (Answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            _cookie = cookies.First().Split(';')[0];
        }

        (Status, Html, Path) = (Answer.StatusCode, await Answer.Content.ReadAsStringAsync(), path);
    }

    [GeneratedRegex("name=\"~token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}
