using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UwsKit.EndToEnd;

/// <summary>Requests byte by byte, as no HTTP library would send them. Text stands for bytes (Latin 1).</summary>
internal static class RawHttp
{
    public static string Request(string line, string headers = "", string body = "", string version = "HTTP/1.1")
    {
        var length = body.Length > 0 && !headers.Contains("Transfer-Encoding", StringComparison.Ordinal) && !headers.Contains("Content-Length", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n") : "";
        return $"{line} {version}\r\nHost: {{HOST}}\r\nConnection: close\r\n{headers}{length}\r\n{body}";
    }

    public static string Form(string line, string body) => Request(line, "Content-Type: application/x-www-form-urlencoded\r\n", body);

    public static string Multipart(string line, string body) => Request(line, "Content-Type: multipart/form-data; boundary=B\r\n", body);

    /// <summary>Sends a request, perhaps ends the sending there, and reads the answer to its end.</summary>
    public static async Task<(int Status, string Headers, string Body)> SendAsync(Uri host, string request, bool hangUp = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port);
        var stream = client.GetStream();
        using var patience = new CancellationTokenSource(Patience.Limit);
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request.Replace("{HOST}", host.Authority, StringComparison.Ordinal)), patience.Token);
            if (hangUp)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // The server may close while much is still being sent to it; what it said before that counts.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        var (head, body) = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0 ? (text[..end], text[(end + 4)..]) : (text, "");
        return (head.Split(' ') is [_, var status, ..] ? int.Parse(status.AsSpan(0, 3), CultureInfo.InvariantCulture) : 0, head, body);
    }
}
