using System.Net;
using System.Security.Cryptography.X509Certificates;
using Academy.Runtime.Clustering.Transport;

namespace Academy.Runtime.Clustering;

/// <summary>How this process takes part in its cluster.</summary>
public sealed class ClusteringOptions
{
    /// <summary>Processes of another cluster are refused.</summary>
    public string ClusterId { get; set; } = "academy";

    /// <summary>What the processes of the cluster know and nobody else.</summary>
    public byte[] Secret { get; set; } = [];

    /// <summary>What this process does; a client hosts no grains.</summary>
    public MemberRole Role { get; set; } = MemberRole.Silo;

    /// <summary>Where a silo listens; port 0: any.</summary>
    public IPEndPoint Listen { get; set; } = new(IPAddress.Loopback, 0);

    /// <summary>The certificate with which connections are encrypted, with its key, the same in all processes or an authority's that
    /// signed theirs; null: they are not.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The limits of connections.</summary>
    public TransportLimits Limits { get; } = new();

    /// <summary>How many calls may wait for their grain's place to be known or reachable; more are refused.</summary>
    public int WaitingCalls { get; set; } = 10_000;
}

/// <summary>Where this process can be reached by the others.</summary>
public interface IClusterListener
{
    /// <summary>Where it listens, once it does; null for a client.</summary>
    IPEndPoint? EndPoint { get; }
}
