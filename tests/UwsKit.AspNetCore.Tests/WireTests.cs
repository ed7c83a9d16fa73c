using System.Text;

namespace UwsKit;

/// <summary>Requests exactly as real clients sent them, replayed to a service on Kestrel.</summary>
public sealed class WireTests
{
    private static string Folder => Path.Combine(Schemas.Shared, "standards", "wire");

    [Theory]
    [Rule(100, 105, 107)]
    [InlineData("stilts-tapquery.txt")]
    [InlineData("stilts-tapquery-upload.txt")]
    [InlineData("stilts-taplint-uws.txt")]
    [InlineData("pyvo-1.2.1.txt")]
    [InlineData("pyvo-1.10dev.txt")]
    [InlineData("pyvo-1.10dev-upload.txt")]
    public async Task Every_recorded_creation_makes_a_job_with_its_parameters(string file)
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the recorded requests are not beside the repository");
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var requests = Requests(Path.Combine(Folder, file)).Where(r => Start(r).StartsWith("POST /plain/async HTTP", StringComparison.Ordinal)).ToList();
        requests.Should().NotBeEmpty();
        foreach (var request in requests)
        {
            var answer = await RawHttp.SendAsync(app.Port, Redirected(request, "/uws/probe"));
            answer.Should().StartWith("HTTP/1.1 303 ");
            var path = new Uri(RawHttp.Header(answer, "Location")!).AbsolutePath;
            var job = await app.JobAsync(path);
            job.Parameters.Select(p => p.Name).Should().Contain("LANG").And.Contain("QUERY");
            if (file.Contains("upload", StringComparison.Ordinal))
            {
                (await UploadTests.FilesAsync(app)).Should().Be(1);
                var upload = (await app.Storage.GetAsync(UwsApp.IdOf(path), default))!.Parameters.First(p => p.File is not null).File!;
                await using var content = await app.Files.OpenReadAsync(UwsApp.IdOf(path), JobFileArea.Input, upload.Name, default);
                var text = await new StreamReader(content!.Stream!).ReadToEndAsync();
                text.Should().StartWith("<?xml").And.Contain("<TABLEDATA>").And.Contain("</VOTABLE>").And.NotContain("BOUNDARY");
            }
        }
    }

    [Theory]
    [Rule(24, 27, 145, 156, 166, 170, 125)]
    [InlineData("stilts-tapquery.txt")]
    [InlineData("stilts-taplint-uws.txt")]
    [InlineData("pyvo-1.2.1.txt")]
    [InlineData("pyvo-1.10dev.txt")]
    [InlineData("pyvo-1.10dev-upload.txt")]
    public async Task Every_recorded_change_is_answered_303_with_an_absolute_URL(string file)
    {
        Assert.SkipUnless(Directory.Exists(Folder), "the recorded requests are not beside the repository");
        await using var app = await UwsApp.StartAsync(kestrel: true);
        foreach (var request in Requests(Path.Combine(Folder, file)).Where(r => IsChange(Start(r))))
        {
            var path = await app.CreateAsync();
            var resource = Start(request).Split(' ')[1].Split('/') is { Length: > 4 } parts ? "/" + string.Join('/', parts[4..]) : "";
            var answer = await RawHttp.SendAsync(app.Port, Redirected(request, path + resource));
            answer.Should().StartWith("HTTP/1.1 303 ", Start(request));
            RawHttp.Header(answer, "Location").Should().StartWith("http://127.0.0.1:9022/uws/probe", "that is what the client asked for");
        }
    }

    private static bool IsChange(string start)
        => (start.StartsWith("POST /plain/async/j", StringComparison.Ordinal) && !start.Contains("/results", StringComparison.Ordinal))
            || start.StartsWith("DELETE /plain/async/j", StringComparison.Ordinal);

    private static string Start(byte[] request) => Encoding.Latin1.GetString(request, 0, Math.Max(0, Array.IndexOf(request, (byte)'\r')));

    private static byte[] Redirected(byte[] request, string path)
    {
        var start = Start(request);
        var parts = start.Split(' ');
        var changed = Encoding.Latin1.GetBytes($"{parts[0]} {path} {parts[2]}");
        return [.. changed, .. request.AsSpan(start.Length)];
    }

    // A request may be spread over several recorded packets; each begins with a line that gives its size.
    private static List<byte[]> Requests(string file)
    {
        const string mark = "##### conn ";
        var bytes = File.ReadAllBytes(file);
        List<byte[]> requests = [];
        string? open = null;
        for (var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)); at >= 0 && at < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            var words = Encoding.ASCII.GetString(bytes, at, end - at).Split(' ');
            var size = int.Parse(words[4], System.Globalization.CultureInfo.InvariantCulture);
            var packet = bytes.AsSpan(end + 1, Math.Min(size, bytes.Length - end - 1)).ToArray();
            var isRequest = words[3] == "client->server";
            if (isRequest && open == words[2] && requests.Count > 0)
            {
                requests[^1] = [.. requests[^1], .. packet];
            }
            else if (isRequest)
            {
                requests.Add(packet);
            }

            open = isRequest ? words[2] : null;
            var next = bytes.AsSpan(Math.Min(bytes.Length, end + 1 + size)).IndexOf(Encoding.ASCII.GetBytes(mark));
            at = next < 0 ? -1 : end + 1 + size + next;
        }

        return requests;
    }
}
