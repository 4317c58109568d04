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
}

/// <summary>The section <c>Cluster</c> of the configuration.</summary>
internal sealed class ClusterSettings
{
    public required ClusterMode Mode { get; init; }

    /// <summary>Unique in the cluster, and the same after a restart: placement goes by it.</summary>
    public required string Name { get; init; }

    /// <summary>Where the others reach this silo.</summary>
    public required string Host { get; init; }

    /// <summary>0: where it listens.</summary>
    public required int Port { get; init; }

    /// <summary>Where this silo listens; port 0: any.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Processes of another cluster are refused.</summary>
    public required string Id { get; init; }

    /// <summary>Encrypts the connections; null: they are not.</summary>
    public required ClusterTls? Tls { get; init; }

    public bool IsCluster => Mode != ClusterMode.Embedded;

    public bool HostsGrains => Mode != ClusterMode.Client;

    /// <exception cref="SettingException">A setting is missing or wrong.</exception>
    public static ClusterSettings Read(IHostEnvironment environment, IConfiguration configuration)
    {
        var section = configuration.GetSection("Cluster");
        var mode = ModeOf(section["Mode"]);
        var port = PortOf(section["Port"]);
        return new()
        {
            Mode = mode,
            Name = section["Name"] is { Length: > 0 } name ? name : DefaultName(port),
            Host = section["Host"] is { Length: > 0 } host ? host
                : environment.IsDevelopment() ? IPAddress.Loopback.ToString() : Environment.MachineName,
            Port = port,
            Listen = section["Listen"] is { Length: > 0 } listen
                ? IPEndPoint.TryParse(listen, out var endpoint) ? endpoint
                    : throw new SettingException($"Cluster__Listen must be an address and a port, such as 0.0.0.0:11111; it is '{listen}'.")
                : new(environment.IsDevelopment() ? IPAddress.Loopback : IPAddress.Any, port),
            Id = section["Id"] is { Length: > 0 } id ? id : "academy",
            Tls = mode == ClusterMode.Embedded ? null : ClusterTls.Read(environment, section.GetSection("Tls")),
        };
    }

    private static ClusterMode ModeOf(string? given) => given switch
    {
        null or "" or "Single" => ClusterMode.Embedded,
        _ => Enum.TryParse<ClusterMode>(given, ignoreCase: true, out var mode) && Enum.IsDefined(mode)
            ? mode : throw new SettingException($"Cluster__Mode must be Embedded, Silo or Client; it is '{given}'."),
    };

    private static int PortOf(string? given) =>
        given is null or "" ? 0
        : ushort.TryParse(given, out var port) ? port
        : throw new SettingException($"Cluster__Port must be a port; it is '{given}'.");

    /// <summary>Without a port of its own, a process has nothing that stays the same over restarts.</summary>
    private static string DefaultName(int port) =>
        $"{Environment.MachineName}-{(port > 0 ? port : Environment.ProcessId)}".ToLowerInvariant();
}
