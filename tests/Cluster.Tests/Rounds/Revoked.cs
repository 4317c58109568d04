using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using Academy.Api.Tests.Surroundings;
using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>
/// Somebody signs out, or erases the own account, at one Api node. A second later no node lets the token in any more:
/// it has heard of it, or it refuses because it cannot know.
/// </summary>
internal sealed class Revoked(string name, Func<Fleet, Node, Random, Task> befall) : Fault
{
    private const string Password = "correct-horse-1";

    /// <summary>As promised.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(1);

    /// <summary>A node that cannot know may as well not answer.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static IEnumerable<Revoked> Ways =>
        [new("revoked", static (_, _, _) => Task.CompletedTask), new("revoked, far node cut off", static (_, far, _) =>
            {
                far.CutCluster(Cut.Silent);
                return Task.CompletedTask;
            }), new("revoked, far node no database", static (_, far, _) =>
            {
                far.CutDatabase(Cut.Silent);
                return Task.CompletedTask;
            }), new("revoked, silo killed", static (fleet, _, random) =>
            {
                var silo = fleet.Any(fleet.Silos, random);
                silo.MayEnd = true;
                return silo.KillAsync();
            })];

    public override string Name => name;

    public override async Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random)
    {
        var near = fleet.Any(fleet.Apis, random);
        var far = fleet.Any(fleet.Apis.Where(api => api != near), random);
        far.MayEnd = true;
        using var http = new HttpClient();
        var email = $"leaving-{random.Next()}@academy.test";
        var signedIn = await UntilAsync(
            http,
            near,
            HttpMethod.Post,
            "/auth/register",
            201,
            new
            {
                email,
                password = Password,
                displayName = "Leaving",
            }
        );
        var token = signedIn.Text("accessToken");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var api in fleet.Apis)
            await UntilAsync(http, api, HttpMethod.Get, "/progress/overall", 200);
        await using var socket = await ConnectAsync(far, token)
            ?? throw new InvalidOperationException($"{far.Name} does not let in who is signed in.");
        var ended = EndAsync(socket);

        await befall(fleet, far, random);
        try
        {
            if (random.Next(2) == 0)
                await UntilAsync(
                    http,
                    near,
                    HttpMethod.Post,
                    "/auth/logout",
                    204,
                    new { refreshToken = signedIn.Text("refreshToken") }
                );
            else
                await UntilAsync(http, near, HttpMethod.Delete, "/me", 204, new { password = Password });
            await Task.Delay(Known);
            await Task.WhenAll(fleet.Apis.Select(api => IsShutOutAsync(http, api, token)));
        }
        finally
        {
            far.Mend();
        }
        await Within.Time(ended, $"{far.Name} to close the socket of somebody whose session has ended");
        return await fleet.RecoveredAsync(load, "after somebody left");
    }

    private static async Task IsShutOutAsync(HttpClient http, Node api, string token)
    {
        foreach (
            var path in (string[])["/progress/overall", "/courses", "/gamification/leaderboard?timeframe=all", "/me"]
        )
        {
            using var silence = new CancellationTokenSource(Silence);
            try
            {
                using var answer = await http.GetAsync(new Uri(api.Address, $"/api/v1{path}"), silence.Token);
                Assert.False(
                    answer.IsSuccessStatusCode,
                    $"{api.Name} answered GET {path} with {(int)answer.StatusCode} more than a second after the "
                        + "session's end."
                );
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
            {
                // As good as a refusal.
            }
        }
        await using var socket = await ConnectAsync(api, token);
        Assert.True(socket is null, $"{api.Name} let in a socket more than a second after the session's end.");
    }

    private static async Task<HubSocket?> ConnectAsync(Node api, string token)
    {
        using var silence = new CancellationTokenSource(Silence);
        try
        {
            return await HubSocket.Connect(api.Address, token, silence.Token);
        }
        catch (Exception e)
            when (e is WebSocketException or HttpRequestException or SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task EndAsync(HubSocket socket)
    {
        while (await socket.Receive(CancellationToken.None) is not null)
        {
            // Pings, until it is closed.
        }
    }

    /// <summary>Asks until it is done; faults may make it take several times.</summary>
    private static async Task<System.Text.Json.JsonElement> UntilAsync(
        HttpClient http,
        Node api,
        HttpMethod method,
        string path,
        int status,
        object? body = null
    )
    {
        using var patience = new CancellationTokenSource(Limit);
        var key = Guid.NewGuid().ToString();
        while (true)
        {
            using var answer = await http.SendJsonAsync(
                method,
                new Uri(api.Address, $"/api/v1{path}").ToString(),
                body,
                key
            );
            if ((int)answer.StatusCode == status || patience.IsCancellationRequested || (int)answer.StatusCode < 500)
                return await answer.ShouldBeAsync(status);
            await Task.Delay(50);
        }
    }
}
