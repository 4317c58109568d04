using System.Net;
using IPNetwork = System.Net.IPNetwork;

namespace Academy.Api.Traffic;

/// <summary>
/// Whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> count, where they count at all
/// (<c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>): those of the proxies that are named, else of any in a private network.
/// </summary>
internal sealed class KnownProxies
{
    /// <summary>Loopback, link-local and private addresses, and those that carriers and clusters share.</summary>
    private static readonly string[] Private =
    [
        "127.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    ];

    /// <summary>Addresses, or networks such as <c>10.1.0.0/16</c>.</summary>
    public IReadOnlyList<string> Known { get; set; } = [];

    public bool AreNetworks => Known.All(text => TryParse(text, out _));

    public void Apply(ForwardedHeadersOptions options)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in Known.Count > 0 ? Known : Private)
        {
            if (!TryParse(text, out var network))
                continue; // The validation of the options says so, and the start fails.
            options.KnownIPNetworks.Add(network);
        }
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out var one))
            return IPNetwork.TryParse(text, out network);
        network = new(one, one.GetAddressBytes().Length * 8);
        return true;
    }
}
