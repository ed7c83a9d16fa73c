using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace UwsKit;

/// <summary>
/// Ports of the loopback device for servers that have to know theirs beforehand, or that come back to the same one: below those that the system gives to whoever asks
/// for any (32768 and up), so that nobody is given one while its server is down.
/// </summary>
internal static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that is free now and that this process has not been given before.</summary>
    public static int Free() => FreeRow(1);

    /// <summary>The first of as many neighbouring ports.</summary>
    public static int FreeRow(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 32_000);
            var row = Enumerable.Range(first, count).ToList();
            if (row.TrueForAll(port => !Given.ContainsKey(port)) && row.TrueForAll(IsFree) && row.TrueForAll(port => Given.TryAdd(port, true)))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
