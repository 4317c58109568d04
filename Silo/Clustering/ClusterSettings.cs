using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Clustering;

/// <summary>What a process is among others.</summary>
public enum ClusterMode
{
    /// <summary>Alone: it hosts all grains and talks to no other process.</summary>
    Embedded,

    /// <summary>Hosts its share of the grains and listens for the other processes.</summary>
    Silo,

    /// <summary>Hosts no grains and calls those of the silos.</summary>
    Client,

    /// <summary>
    /// Neither hosts nor calls grains: a command that works on the database, whoever serves it meanwhile.
    /// </summary>
    Command,
}

/// <summary>The section <c>Cluster</c> of the configuration.</summary>
internal sealed class ClusterSettings
{
    public required ClusterMode Mode { get; init; }

    /// <summary>Unique in the cluster, and the same after a restart.</summary>
    public required string Name { get; init; }

    /// <summary>Where the others reach this silo.</summary>
    public required string Host { get; init; }

    /// <summary>Where silos reach this one. 0: where it listens.</summary>
    public required int Port { get; init; }

    /// <summary>Where this silo listens; port 0: any.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Where clients reach this silo. 0: where it listens for them.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Where this silo listens for clients; port 0: any.</summary>
    public required IPEndPoint GatewayListen { get; init; }

    /// <summary>Processes of another cluster are refused.</summary>
    public required string Id { get; init; }

    /// <summary>How soon a silent silo is taken for dead.</summary>
    public required Failover Failover { get; init; }

    /// <summary>Encrypts the connections; null: they are not.</summary>
    public required ClusterTls? Tls { get; init; }

    /// <summary>Where the table of members is; null: in the journal's database.</summary>
    public required string? Redis { get; init; }

    public bool IsCluster => Mode is ClusterMode.Silo or ClusterMode.Client;

    public bool HostsGrains => Mode is ClusterMode.Embedded or ClusterMode.Silo;

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static ClusterSettings Read(IHostEnvironment environment, IConfiguration configuration)
    {
        var section = configuration.GetSection("Cluster");
        var mode = ModeOf(section["Mode"]);
        var (port, gateway) = (PortOf(section, "Port"), PortOf(section, "GatewayPort"));
        var address = environment.IsDevelopment() ? IPAddress.Loopback : IPAddress.Any;
        return new()
        {
            Mode = mode,
            Name = section["Name"] is { Length: > 0 } name ? name : DefaultName(port),
            Host =
                section["Host"] is { Length: > 0 } host ? host
                : environment.IsDevelopment() ? IPAddress.Loopback.ToString()
                : Environment.MachineName,
            Port = port,
            Listen = EndpointOf(section, "Listen") ?? new(address, port),
            GatewayPort = gateway,
            GatewayListen = EndpointOf(section, "GatewayListen")
                ?? new(EndpointOf(section, "Listen")?.Address ?? address, gateway),
            Id = section["Id"] is { Length: > 0 } id ? id : "academy",
            Failover = Failover.Of(section["Failover"]),
            Tls = mode is ClusterMode.Silo or ClusterMode.Client ? ClusterTls.Read(environment, configuration) : null,
            Redis = RedisMembership.Read(configuration),
        };
    }

    private static ClusterMode ModeOf(string? given) =>
        given switch
        {
            null or "" or "Single" => ClusterMode.Embedded,
            _ => Enum.TryParse<ClusterMode>(given, ignoreCase: true, out var mode) && Enum.IsDefined(mode)
                ? mode
                : throw new SettingException($"Cluster__Mode must be Embedded, Silo or Client; it is '{given}'."),
        };

    private static int PortOf(IConfigurationSection section, string setting) =>
        section[setting] is not { Length: > 0 } given ? 0
        : ushort.TryParse(given, out var port) ? port
        : throw new SettingException($"Cluster__{setting} must be a port; it is '{given}'.");

    private static IPEndPoint? EndpointOf(IConfigurationSection section, string setting) =>
        section[setting] is not { Length: > 0 } given ? null
        : IPEndPoint.TryParse(given, out var endpoint) ? endpoint
        : throw new SettingException(
            $"Cluster__{setting} must be an address and a port, such as 0.0.0.0:11111; it is '{given}'."
        );

    /// <summary>Without a port of its own, a process has nothing that stays the same over restarts.</summary>
    private static string DefaultName(int port) =>
        $"{Environment.MachineName}-{(port > 0 ? port : Environment.ProcessId)}".ToLowerInvariant();
}
