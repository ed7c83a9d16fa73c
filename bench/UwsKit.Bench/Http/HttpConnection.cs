using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UwsKit.Bench;

/// <summary>One answer; the body only counts.</summary>
internal readonly record struct HttpAnswer(int Status, long BodyBytes, string? Location);

/// <summary>
/// A keep-alive connection that sends ready-made bytes and reads answers with as little work as possible: on a machine with few cores the client's
/// cost would otherwise hide the server's. Reads Content-Length and chunked bodies; nothing else is answered here. For one caller at a time.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public static async Task<HttpConnection> OpenAsync(Uri host)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(host.Host, host.Port);
        return connection;
    }

    public static byte[] Get(string pathAndQuery, string? user = null) => Encoding.ASCII.GetBytes($"GET {pathAndQuery} HTTP/1.1\r\nHost: bench\r\n{By(user)}\r\n");

    public static byte[] Post(string path, string form, string? user = null) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"POST {path} HTTP/1.1\r\nHost: bench\r\n{By(user)}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}"));

    private static string By(string? user) => user is null ? "" : $"{UwsHosting.UserHeader}: {user}\r\n";

    public async ValueTask<HttpAnswer> AskAsync(ReadOnlyMemory<byte> request)
    {
        await SendAsync(request);
        return await ReceiveAsync();
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[await _socket.SendAsync(request)..];
        }
    }

    /// <param name="pause">Called once, after the first bytes of the body: lets a test stop reading for a while.</param>
    public async ValueTask<HttpAnswer> ReceiveAsync(Func<Task>? pause = null)
    {
        int head;
        while ((head = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync();
        }

        var headers = Headers(_buffer.AsSpan(_start, head + 2));
        _start += head + 4;
        if (pause is not null)
        {
            await pause();
        }

        return headers with { BodyBytes = headers.BodyBytes >= 0 ? await SkipAsync(headers.BodyBytes) : await SkipChunksAsync() };
    }

    public void Dispose() => _socket.Dispose();

    private static HttpAnswer Headers(ReadOnlySpan<byte> head)
    {
        var status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + (head[11] - '0');
        var location = Value(head, "\r\nLocation: "u8);
        return new(
            status,
            Value(head, "\r\nContent-Length: "u8) is { Length: > 0 } length ? long.Parse(length, CultureInfo.InvariantCulture) : -1,
            location.Length > 0 ? Encoding.ASCII.GetString(location) : null);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        return at < 0 ? default : head[(at + name.Length)..][..head[(at + name.Length)..].IndexOf((byte)'\r')];
    }

    private async ValueTask<long> SkipChunksAsync()
    {
        for (var total = 0L; ;)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            {
                await FillAsync();
            }

            var size = long.Parse(_buffer.AsSpan(_start, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _start += line + 2;
            await SkipAsync(size + 2);
            total += size;
            if (size == 0)
            {
                return total;
            }
        }
    }

    private async ValueTask<long> SkipAsync(long count)
    {
        for (var left = count; ;)
        {
            var here = (int)Math.Min(left, _end - _start);
            _start += here;
            left -= here;
            if (left == 0)
            {
                return count;
            }

            await FillAsync();
        }
    }

    private async ValueTask FillAsync()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        _end += read > 0 ? read : throw new IOException("The server closed the connection.");
    }
}
