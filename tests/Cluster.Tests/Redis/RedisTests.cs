using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Academy.Processes.Servers;
using Academy.Testing;
using Npgsql;

namespace Academy.Clusters.Redis;

/// <summary>
/// Members in Redis, connections encrypted with what deploy/make-secrets.sh makes: as processes, composed as they are
/// deployed.
/// </summary>
public sealed partial class RedisTests
{
    private const int People = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [RedisFact]
    public async Task Two_silos_and_a_node_find_each_other_and_go_on_when_a_silo_is_killed()
    {
        await using var redis = await RedisServer.StartAsync();
        var database = await TestPostgres.NewDatabaseAsync();
        var settings = await SettingsAsync(redis);
        await using var first = await SiloAsync("silo-1", database, settings);
        await using var second = await SiloAsync("silo-2", database, settings);
        await using var api = await AcademyProcess.StartAsync(
            "Academy.Api.dll",
            "api-1",
            ServerLog.ListensForHttp(),
            database,
            ["--urls=http://127.0.0.1:0", "--Cluster:Mode=Client", "--Cluster:Name=api-1", .. settings]
        );

        var members = await redis.MembersAsync();
        Assert.Contains(members, member => member.Contains("silo-1", StringComparison.Ordinal));
        Assert.Contains(members, member => member.Contains("silo-2", StringComparison.Ordinal));
        Assert.Equal(0, await QueryAsync(database, "select count(*) from orleansmembershiptable"));

        using var http = new HttpClient { BaseAddress = api.Address };
        var tokens = new List<string>();
        for (var i = 0; i < People; i++)
            tokens.Add(await RegisterAsync(http, i));
        Assert.Equal(2, await QueryAsync(database, "select count(distinct silo) from fences"));

        await second.Kill();
        var killed = Stopwatch.StartNew();
        foreach (var token in tokens)
        {
            while (await MeAsync(http, token) is var status && status != HttpStatusCode.OK)
            {
                Assert.True(
                    killed.Elapsed < Patience,
                    $"A grain does not answer {killed.Elapsed} after the kill: {status}. The silo "
                        + $"said:\n{first.LastWords}"
                );
                await Task.Delay(100);
            }
        }
        await RegisterAsync(http, People);
        // Before a grain of the dead silo loaded, its fence went: judged by the table in Redis.
        Assert.Equal(1, await QueryAsync(database, "select count(distinct silo) from fences"));
    }

    private static Task<AcademyProcess> SiloAsync(string name, string database, string[] settings)
    {
        var (port, gateway) = (FreePorts.Next(), FreePorts.Next());
        return AcademyProcess.StartAsync(
            "Academy.Silo.dll",
            name,
            Joined(),
            database,
            [
                $"--Cluster:Name={name}",
                "--Cluster:Host=127.0.0.1",
                $"--Cluster:Port={port}",
                $"--Cluster:Listen=127.0.0.1:{port}",
                $"--Cluster:GatewayPort={gateway}",
                $"--Cluster:GatewayListen=127.0.0.1:{gateway}",
                .. settings,
            ]
        );
    }

    private static async Task<string[]> SettingsAsync(RedisServer redis)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Academy.sln")))
            root = Path.GetDirectoryName(root)!;
        using var script = Process.Start(
            new ProcessStartInfo("sh", [Path.Combine(root, "deploy", "make-secrets.sh")])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var made = await script.StandardOutput.ReadToEndAsync();
        string Value(string name) => made.Split($"{name}=\"", 2)[1].Split('"', 2)[0];
        return
        [
            "--Cluster:Membership=Redis",
            $"--ConnectionStrings:Redis={redis.ConnectionString}",
            "--Cluster:Failover=fast",
            $"--Cluster:Tls:Certificate={Value("ACADEMY_TLS_CERTIFICATE")}",
            $"--Cluster:Tls:Key={Value("ACADEMY_TLS_KEY")}",
            $"--Cluster:Tls:Authority={Value("ACADEMY_TLS_AUTHORITY")}",
        ];
    }

    private static async Task<string> RegisterAsync(HttpClient http, int number)
    {
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/auth/register",
            new
            {
                email = $"person-{number}@academy.test",
                password = "long enough 1",
                displayName = $"Person {number}",
            }
        );
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return body.RootElement.GetProperty("accessToken").GetString()!;
    }

    private static async Task<HttpStatusCode> MeAsync(HttpClient http, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<long> QueryAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [GeneratedRegex(@"is a member as .* it listens on ([0-9.:]+)")]
    private static partial Regex Joined();
}
