using System.Net;

namespace UwsKit;

/// <summary>The peers whose identity headers count. Thread-safe.</summary>
internal sealed class ProxyAddresses
{
    private readonly List<IPNetwork> _networks = [];
    private readonly bool _unix;

    public ProxyAddresses(IEnumerable<string> from, string at, List<string> faults)
    {
        foreach (var text in from)
        {
            if (text == "unix")
            {
                _unix = true;
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                _networks.Add(new(address, address.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(text, out var network))
            {
                _networks.Add(network);
            }
            else
            {
                faults.Add($"{at}:Proxy:From: '{text}' is not allowed; allowed: an IP address, a network such as 10.0.0.0/8 without host bits, or unix");
            }
        }
    }

    /// <summary>Whether a connection is a proxy's; one over a Unix socket has no address.</summary>
    public bool Contains(IPAddress? peer)
    {
        if (peer is null)
        {
            return _unix;
        }

        var plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return _networks.Exists(n => n.Contains(plain));
    }
}
