using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace UwsKit.Bench;

/// <summary>
/// Keep-alive connections that one thread serves by poll: each sends its next request as soon as it is answered. Costs a send, a receive and a share of a poll
/// for each request, and neither the thread pool nor the runtime's socket engine, which the host in the same process needs. Reads bodies of known length only.
/// </summary>
internal sealed class PolledConnections : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly Dictionary<Socket, Client> _clients = [];

    public static PolledConnections Open(Uri host, int connections)
    {
        var all = new PolledConnections();
        for (var i = 0; i < connections; i++)
        {
            var client = new Client(host, i);
            all._clients.Add(client.Socket, client);
        }

        return all;
    }

    /// <summary>Requests per second that were answered as expected.</summary>
    public double Rate(TimeSpan time, int status, Func<int, int, byte[]> request)
    {
        var clock = Stopwatch.StartNew();
        return Ask(_ => clock.Elapsed < time, status, request) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Sends so many requests, which must be at least as many as connections.</summary>
    public void Ask(int count, int status, byte[] request) => Ask(sent => sent < count, status, (_, _) => request);

    /// <returns>How many were answered as expected.</returns>
    private int Ask(Func<int, bool> more, int status, Func<int, int, byte[]> request)
    {
        var counts = new int[_clients.Count];
        var sent = counts.Length;
        foreach (var client in _clients.Values)
        {
            client.Socket.Send(request(client.Index, 0));
        }

        List<Socket> waiting = [.. _clients.Keys], ready = [];
        while (waiting.Count > 0)
        {
            ready.Clear();
            ready.AddRange(waiting);
            Socket.Select(ready, null, null, Silence);
            if (ready.Count == 0)
            {
                throw new TimeoutException($"{waiting.Count} requests were not answered within {Silence.TotalSeconds:F0} s.");
            }

            foreach (var client in ready.Select(s => _clients[s]))
            {
                if (client.Receive() is not { } answered)
                {
                    continue;
                }

                Load.Expect(status, answered);
                counts[client.Index]++;
                if (more(sent))
                {
                    sent++;
                    client.Socket.Send(request(client.Index, counts[client.Index]));
                }
                else
                {
                    waiting.Remove(client.Socket);
                }
            }
        }

        return counts.Sum();
    }

    public void Dispose() => _clients.Keys.ToList().ForEach(s => s.Dispose());

    private sealed class Client
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _end;

        public Client(Uri host, int index)
        {
            Index = index;
            Socket.Connect(host.Host, host.Port);
        }

        public Socket Socket { get; } = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public int Index { get; }

        /// <summary>The answer's status; null = not all of it is here yet.</summary>
        public int? Receive()
        {
            var read = Socket.Receive(_buffer.AsSpan(_end));
            _end += read > 0 ? read : throw new IOException("The server closed the connection.");
            var here = _buffer.AsSpan(0, _end);
            var head = here.IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return null;
            }

            var length = "\r\nContent-Length: "u8;
            var at = here[..head].IndexOf(length);
            if (at < 0)
            {
                throw new IOException("The answer does not say its length.");
            }

            var text = here[(at + length.Length)..];
            if (_end < head + 4 + int.Parse(text[..text.IndexOf((byte)'\r')], CultureInfo.InvariantCulture))
            {
                return null;
            }

            _end = 0;
            return (here[9] - '0') * 100 + (here[10] - '0') * 10 + (here[11] - '0');
        }
    }
}
