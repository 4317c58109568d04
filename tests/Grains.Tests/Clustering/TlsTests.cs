using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Academy.Silo.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Clustering;

/// <summary>Who may speak to a silo, and to whom a silo and a client speak: with real sockets.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const string ClusterId = "tls";

    private readonly TestAuthority authority = new();
    private readonly TestAuthority foreign = new();
    private readonly int siloPort = FreePort();
    private readonly int gatewayPort = FreePort();
    private IHost silo = null!;

    public static TheoryData<bool> Ports => new(true, false);

    public async Task InitializeAsync() => silo = await StartSiloAsync(siloPort, gatewayPort);

    public async Task DisposeAsync()
    {
        await silo.StopAsync();
        silo.Dispose();
        authority.Dispose();
        foreign.Dispose();
    }

    [Theory, MemberData(nameof(Ports))]
    public async Task Without_a_certificate_nobody_is_spoken_to(bool gateway) =>
        Assert.False(await IsLetInAsync(gateway, null));

    [Theory, MemberData(nameof(Ports))]
    public async Task With_a_certificate_of_another_authority_nobody_is_spoken_to(bool gateway)
    {
        using var certificate = foreign.MemberCertificate();
        Assert.False(await IsLetInAsync(gateway, certificate));
    }

    [Theory, MemberData(nameof(Ports))]
    public async Task With_a_certificate_of_the_authority_one_is_let_in(bool gateway)
    {
        using var certificate = authority.MemberCertificate();
        Assert.True(await IsLetInAsync(gateway, certificate));
    }

    [Theory, MemberData(nameof(Ports))]
    public async Task In_the_clear_nobody_is_spoken_to(bool gateway)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway ? gatewayPort : siloPort);
        await socket.GetStream().WriteAsync(new byte[64]);
        Assert.True(await EndsAsync(socket.GetStream()));
    }

    [Fact]
    public async Task A_client_and_a_second_silo_with_certificates_call_grains()
    {
        using var second = await StartSiloAsync(FreePort(), FreePort(), joins: true);
        using var client = Client(new IPEndPoint(IPAddress.Loopback, gatewayPort), authority);
        await client.StartAsync().WaitAsync(Patience);
        var hosts = await client
            .Services.GetRequiredService<IClusterClient>()
            .GetGrain<IManagementGrain>(0)
            .GetHosts(onlyActive: true);
        Assert.Equal(2, hosts.Count);
        await client.StopAsync();
        await second.StopAsync();
    }

    [Fact]
    public async Task A_client_does_not_speak_to_a_server_of_another_authority()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = Client((IPEndPoint)listener.LocalEndpoint, authority);
        using var stopping = new CancellationTokenSource();
        var starting = client.StartAsync(stopping.Token);
        using var connection = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        await using var tls = new SslStream(connection.GetStream(), false, (_, shown, _, _) => shown is not null);
        using var certificate = foreign.MemberCertificate();
        Assert.True(
            await RefusesAsync(
                () =>
                    tls.AuthenticateAsServerAsync(
                        certificate,
                        clientCertificateRequired: true,
                        SslProtocols.None,
                        false
                    ),
                tls
            )
        );
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => starting.WaitAsync(Patience));
    }

    private async Task<bool> IsLetInAsync(bool gateway, X509Certificate2? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, gateway ? gatewayPort : siloPort);
        await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown is not null);
        return !await RefusesAsync(
            () =>
                tls.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = "academy",
                        ClientCertificates = certificate is null ? null : [certificate],
                    }
                ),
            tls
        );
    }

    /// <summary>
    /// By TLS 1.3 a client hears after its own handshake only that its certificate is not good enough.
    /// </summary>
    private static async Task<bool> RefusesAsync(Func<Task> authenticate, SslStream tls)
    {
        try
        {
            await authenticate().WaitAsync(Patience);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return true;
        }
        return await EndsAsync(tls);
    }

    /// <summary>Whether the other side hangs up; a silo that lets one in waits for the first word.</summary>
    private static async Task<bool> EndsAsync(Stream stream)
    {
        using var waited = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            return await stream.ReadAsync(new byte[1], waited.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IHost> StartSiloAsync(int port, int gateway, bool joins = false)
    {
        var host = Quiet();
        host.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(
                port,
                gateway,
                joins ? new IPEndPoint(IPAddress.Loopback, siloPort) : null,
                ClusterId,
                ClusterId
            );
            Tls(authority).Secure(orleans);
        });
        var built = host.Build();
        await built.StartAsync().WaitAsync(Patience);
        return built;
    }

    private static IHost Client(IPEndPoint gateway, TestAuthority trusted)
    {
        var host = Quiet();
        host.UseOrleansClient(orleans =>
        {
            orleans.UseStaticClustering(gateway);
            orleans.Configure<ClusterOptions>(cluster =>
                (cluster.ClusterId, cluster.ServiceId) = (ClusterId, ClusterId)
            );
            Tls(trusted).Secure(orleans);
        });
        return host.Build();
    }

    private static ClusterTls Tls(TestAuthority trusted) => TestAuthority.Read("Production", trusted.Settings())!;

    private static HostApplicationBuilder Quiet()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
