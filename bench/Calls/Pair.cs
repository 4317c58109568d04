using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Academy.Calls;

/// <summary>
/// A silo, and a client of it with a connection over loopback, both in this process: what is measured is what both
/// cost.
/// </summary>
internal sealed class Pair : IAsyncDisposable
{
    private readonly IHost silo;
    private readonly IHost client;

    private Pair(IHost silo, IHost client) => (this.silo, this.client) = (silo, client);

    /// <summary>The way of a process that hosts the grains it calls.</summary>
    public IGrainFactory Local => silo.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The way of an Api node.</summary>
    public IGrainFactory Remote => client.Services.GetRequiredService<IGrainFactory>();

    public static async Task<Pair> StartAsync()
    {
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        var hosting = Build(host =>
            host.UseOrleans(orleans =>
                orleans
                    .UseLocalhostClustering(siloPort, gatewayPort)
                    .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(5))
            )
        );
        await hosting.StartAsync();
        var calling = Build(host =>
            host.UseOrleansClient(orleans =>
                orleans
                    .UseLocalhostClustering(gatewayPort)
                    .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(5))
            )
        );
        await calling.StartAsync();
        return new Pair(hosting, calling);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in new[] { client, silo })
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    private static IHost Build(Action<HostApplicationBuilder> compose)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        compose(builder);
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
