using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UwsKit.ManyNodes;

/// <summary>A POST whose body comes in two parts, on one connection that is kept alive: a request under way for as long as the test wants.</summary>
internal sealed class SlowUpload(Uri url, params (string Name, string Value)[] form) : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly string _body = string.Join('&', form.Select(f => $"{f.Name}={f.Value}"));

    /// <summary>Sends the headers and the first byte of the body.</summary>
    public async Task BeginAsync()
    {
        await _client.ConnectAsync(url.Host, url.Port);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {_body.Length}\r\n\r\n");
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + _body[0]));
    }

    /// <summary>Sends the rest.</summary>
    /// <returns>The answer, which the server must end by closing the connection.</returns>
    public async Task<string> EndAsync()
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(_body[1..]));
        using var answer = new MemoryStream();
        using var patience = new CancellationTokenSource(EndToEnd.Patience.Limit);
        await _client.GetStream().CopyToAsync(answer, patience.Token);
        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>Whether the server takes another connection.</summary>
    public async Task<bool> CanConnectAsync()
    {
        using var another = new TcpClient();
        try
        {
            await another.ConnectAsync(url.Host, url.Port).WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
