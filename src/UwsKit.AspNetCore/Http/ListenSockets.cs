using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace UwsKit;

/// <summary>
/// The sockets on which Kestrel takes connections, so that they can be closed without losing one: a connection that the kernel has accepted and the
/// server has not would be reset together with the request that it carries. Thread-safe.
/// </summary>
internal sealed class ListenSockets
{
    // The values of Linux on all processors that .NET runs on.
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;

    // Classic BPF on the TCP header: drop what has SYN set and ACK not, let all else pass.
    private static readonly (ushort Code, byte True, byte False, uint Value)[] DropsNewcomers =
        [(0x30, 0, 0, 13), (0x54, 0, 0, 0x12), (0x15, 0, 1, 0x02), (0x06, 0, 0, 0), (0x06, 0, 0, int.MaxValue)];

    private readonly ConcurrentQueue<(Socket Socket, EndPoint Address)> _sockets = new();

    /// <summary>Whether the host listens nowhere, as one for tests or behind another kind of server.</summary>
    public bool IsEmpty => _sockets.IsEmpty;

    /// <summary>Hears of every socket that is made by these options from now on.</summary>
    public void Watch(SocketTransportOptions options)
    {
        var make = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = endpoint =>
        {
            var socket = make(endpoint);
            // Not one that another process holds as well and gives us by its number (systemd): what is closed here would still take connections there.
            if (endpoint is IPEndPoint or UnixDomainSocketEndPoint)
            {
                _sockets.Enqueue((socket, endpoint));
            }

            return socket;
        };
    }

    /// <summary>
    /// Leaves the first packet of new connections unanswered; those that are made already can still be accepted. Whoever connects meanwhile tries again
    /// after a second, and is refused once the sockets are closed. A Unix socket loses its name instead: newcomers do not find it, and are refused at once.
    /// Nothing happens where the system cannot do it.
    /// </summary>
    public void HoldNewcomers()
    {
        foreach (var (socket, address) in _sockets)
        {
            try
            {
                if (address is UnixDomainSocketEndPoint name)
                {
                    File.Delete(name.ToString());
                }
                else
                {
                    Attach(socket);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or PlatformNotSupportedException or IOException or UnauthorizedAccessException)
            {
                // Not Linux, closed already, or a folder that this account may not change: then the few connections of this moment are at risk as they always were.
            }
        }
    }

    /// <summary>Takes no more connections. Kestrel's own loops end quietly when their socket is closed, and open connections go on.</summary>
    public void Close()
    {
        foreach (var (socket, _) in _sockets)
        {
            socket.Dispose();
        }
    }

    private static void Attach(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || !BitConverter.IsLittleEndian)
        {
            return;
        }

        // struct sock_fprog { unsigned short len; struct sock_filter *filter; } and, pinned for the call, its instructions.
        var filter = GC.AllocateArray<byte>(DropsNewcomers.Length * 8, pinned: true);
        foreach (var (i, (code, isTrue, isFalse, value)) in DropsNewcomers.Index())
        {
            var instruction = filter.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, code);
            (instruction[2], instruction[3]) = (isTrue, isFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], value);
        }

        Span<byte> program = stackalloc byte[16];
        program.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(program, (ushort)DropsNewcomers.Length);
        BinaryPrimitives.WriteInt64LittleEndian(program[8..], Marshal.UnsafeAddrOfPinnedArrayElement(filter, 0));
        socket.SetRawSocketOption(SolSocket, SoAttachFilter, program);
        GC.KeepAlive(filter);
    }
}
