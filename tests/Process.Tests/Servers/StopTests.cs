using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Testing;

namespace Academy.Processes.Servers;

public sealed class StopTests
{
    private const int Clients = 24;

    /// <summary>
    /// The host's patience for connections that nobody ends is 30 s: who has to wait for it was not told to go.
    /// </summary>
    private static readonly TimeSpan Orderly = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_server_that_is_told_to_stop_does_not_wait_for_clients_that_keep_coming_back()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        Person person;
        await using (var prepared = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}"))
            person = await prepared.SignInAsync();

        await using var server = await AcademyProcess.Start(database);
        using var stopped = new CancellationTokenSource();
        var clients = Enumerable
            .Range(0, Clients)
            .Select(_ => Task.Run(() => ComeBackAsync(server.Address, person.AccessToken, stopped.Token)))
            .ToArray();
        await Task.Delay(500);
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(0, await server.Stop());
        var elapsed = Stopwatch.GetElapsedTime(started);
        await stopped.CancelAsync();
        await Task.WhenAll(clients);
        Assert.True(elapsed < Orderly, $"It took {elapsed.TotalSeconds:0.0} s to stop.");
    }

    private static async Task ComeBackAsync(Uri server, string token, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var hub = await HubSocket.Connect(server, token, cancellationToken);
                while (await hub.Receive(cancellationToken) is not null)
                {
                    // It listens until it is sent away.
                }
            }
            catch (Exception e)
                when (e is WebSocketException or HttpRequestException or SocketException or OperationCanceledException)
            {
                // Sent away: it comes back at once.
            }
        }
    }
}
