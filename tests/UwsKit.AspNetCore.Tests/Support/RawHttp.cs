using System.Net.Sockets;
using System.Text;

namespace UwsKit;

/// <summary>Requests as bytes over a socket: what no HTTP client library would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the bytes and reads one answer's head; with <paramref name="hangUp"/> it closes instead of reading.</summary>
    public static async Task<string> SendAsync(int port, byte[] request, bool hangUp = false)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, timeout.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(request, timeout.Token);
        if (hangUp)
        {
            socket.Client.Shutdown(SocketShutdown.Both);
            return "";
        }

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, timeout.Token);
            if (count == 0)
            {
                break;
            }

            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }

    /// <summary>Sends the bytes and reads whatever comes until the server closes.</summary>
    public static async Task<string> ReadAllAsync(int port, byte[] request)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, timeout.Token);
        var stream = socket.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, timeout.Token);
            await stream.CopyToAsync(answer, timeout.Token);
        }
        catch (IOException)
        {
            // Closed with bytes of ours unread, the connection is reset.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>The value of a header in an answer's head.</summary>
    public static string? Header(string answer, string name) => answer.Split("\r\n")
        .FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
