using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UwsKit.EndToEnd;

/// <summary>A host of its own, so that its memory, files and jobs can be counted.</summary>
public sealed class LargeUploadTests : IAsyncDisposable
{
    private const int Megabyte = 1024 * 1024;

    private static readonly byte[] Head = Encoding.ASCII.GetBytes("--B\r\nContent-Disposition: form-data; name=\"events\"; filename=\"e.fits\"\r\nContent-Type: application/fits\r\n\r\n");
    private static readonly byte[] Tail = Encoding.ASCII.GetBytes("\r\n--B--\r\n");

    private readonly TestFolder _folder = new();

    public async ValueTask DisposeAsync() => await _folder.DisposeAsync();

    [Fact, Rule(32, 110)]
    public async Task A_hundred_megabytes_are_streamed_and_a_truncated_or_oversized_upload_leaves_nothing()
    {
        await using var host = await ServiceHost.StartAsync(Places.CtaService, _folder, "--Uws:JobLists:simulate:MaxBody=1048576");
        var maps = host.List("skymap");
        (await PostAsync(maps.Url, 1)).Should().StartWith("HTTP/1.1 303 ");
        var (files, jobs, before) = (Files(), await JobsAsync(maps), Peak(host));

        (await PostAsync(maps.Url, 100, cutAfter: 10)).Should().NotStartWith("HTTP/1.1 3");
        (await PostAsync(host.List("simulate").Url, 100)).Should().StartWith("HTTP/1.1 413 ");
        await Patience.UntilAsync(() => Files() == files, "what was cut is gone");
        (await JobsAsync(maps)).Should().Be(jobs);

        (await PostAsync(maps.Url, 100)).Should().StartWith("HTTP/1.1 303 ");

        (Files(), await JobsAsync(maps)).Should().Be((files + 1, jobs + 1));
        (Peak(host) - before).Should().BeLessThan(50 * Megabyte, "the body never lies in memory as a whole");
    }

    private int Files() => Directory.EnumerateFiles(Path.Combine(_folder.Path, "data/cta/files"), "*", SearchOption.AllDirectories).Count(f => new FileInfo(f).Length >= Megabyte);

    private static async Task<int> JobsAsync(UwsClient list) => (await list.GetAsync(list.Url)).Body.Split("<uws:jobref ").Length;

    /// <summary>The most memory that the host ever had, in bytes.</summary>
    private static long Peak(ServiceHost host)
        => long.Parse(File.ReadLines($"/proc/{host.Id}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))[6..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;

    /// <summary>Uploads so many megabytes, or hangs up early.</summary>
    private static async Task<string> PostAsync(string url, int megabytes, int cutAfter = int.MaxValue)
    {
        var uri = new Uri(url);
        var length = Head.Length + ((long)megabytes * Megabyte) + Tail.Length;
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(Patience.Limit);
        await client.ConnectAsync(uri.Host, uri.Port, patience.Token);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"POST {uri.AbsolutePath} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: {length}\r\n\r\n")), patience.Token);
            await stream.WriteAsync(Head, patience.Token);
            var block = new byte[Megabyte];
            for (var i = 0; i < Math.Min(megabytes, cutAfter); i++)
            {
                await stream.WriteAsync(block, patience.Token);
            }

            if (megabytes <= cutAfter)
            {
                await stream.WriteAsync(Tail, patience.Token);
            }
            else
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // A server that refuses closes while much is still being sent.
            try
            {
                await stream.CopyToAsync(answer, patience.Token);
            }
            catch (IOException)
            {
            }
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
