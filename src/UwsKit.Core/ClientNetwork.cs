using System.Net;
using System.Net.Sockets;

namespace UwsKit;

/// <summary>What one subscriber has: an IPv4 address, or the network of 64 bits that his IPv6 address is in, of which he may use any.</summary>
internal static class ClientNetwork
{
    private const int Bytes = 8;

    public static string Of(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, Bytes), .. new byte[Bytes]])}/64",
        _ => address.ToString(),
    };
}
