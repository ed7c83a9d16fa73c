using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace UwsKit;

/// <summary>Jobs of which one uses the result of another.</summary>
internal static class Chains
{
    public static async Task<string> ChainAsync(UwsApp app, string name, string? from, string? user = null, bool byUrl = true, string? content = null)
    {
        using var form = new MultipartFormDataContent { { new StringContent($"text of {name}"), "text" } };
        if (from is not null)
        {
            // What the fetch of a URL would bring, and what an upload of the same content is.
            var bytes = new ByteArrayContent(Encoding.UTF8.GetBytes(content ?? $"content of {(await app.Storage.GetAsync(UwsApp.IdOf(from), default))!.Parameters.Single(p => p.Name == "text").Value![8..]}"));
            bytes.Headers.ContentType = new MediaTypeHeaderValue("image/fits");
            form.Add(bytes, "image", "in.fits");
        }

        using var made = await app.SendAsync("POST", "/uws/probe", form, user is null ? [] : [("X-User", user)]);
        made.StatusCode.Should().Be(HttpStatusCode.SeeOther, await made.Content.ReadAsStringAsync());
        var path = made.Headers.Location!.AbsolutePath;
        if (from is not null && byUrl)
        {
            await app.EditAsync(path, j => j with { Parameters = [.. j.Parameters.Select(p => p.File is null ? p : p with { ByReference = true, Value = $"http://localhost{from}/results/result" })] });
        }

        using var run = await app.SendAsync("POST", $"{path}/phase", new FormUrlEncodedContent([new("PHASE", "RUN")]), user is null ? [] : [("X-User", user)]);
        run.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await EndAsync(app, path, name);
        return path;
    }

    public static async Task EndAsync(UwsApp app, string path, string name, bool run = true)
    {
        var id = UwsApp.IdOf(path);
        if (run)
        {
            await app.Manager.WaitForSubmissionAsync(id, TestContext.Current.CancellationToken);
            await app.Manager.RunAsync(id);
        }

        await app.Files.WriteAsync(id, JobFileArea.Output, "result", "text/plain", new MemoryStream(Encoding.UTF8.GetBytes($"content of {name}")), default);
        await app.Manager.FinishAsync(id);
        await UntilKeptAsync(app, id);
    }

    public static Task UntilKeptAsync(UwsApp app, JobId id) => UntilAsync(async () => (await app.Storage.GetAsync(id, default))?.Placement is null);

    public static Task UntilGoneAsync(UwsApp app, JobId id) => UntilAsync(async () => await app.Storage.GetAsync(id, default) is null);

    public static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await done())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
