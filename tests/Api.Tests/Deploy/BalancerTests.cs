using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Academy.Api.Tests.Deploy;

/// <summary>The balancer's file, read and followed by a real nginx: what it says of a client to the Api.</summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class BalancerTests
{
    [NginxFact]
    public async Task What_a_client_says_of_itself_counts_for_nothing_and_what_a_known_proxy_says_is_passed_on()
    {
        await using var api = await EchoAsync();
        using (var nginx = await Nginx.StartAsync(api.Urls.First(), known: null))
        {
            Assert.Equal("127.0.0.1 http", await nginx.AskAsync("/"));
            Assert.Equal("127.0.0.1 http", await nginx.AskAsync("/", "203.0.113.9", "https"));
            Assert.Equal("404", await nginx.AskAsync("/metrics"));
            Assert.Equal("404", await nginx.AskAsync("/health/ready"));
            Assert.Equal("127.0.0.1 http", await nginx.AskAsync("/metricsandmore"));
        }
        using (var nginx = await Nginx.StartAsync(api.Urls.First(), known: "127.0.0.1/32"))
        {
            Assert.Equal("127.0.0.1 http", await nginx.AskAsync("/"));
            Assert.Equal("203.0.113.9 https", await nginx.AskAsync("/", "203.0.113.9", "https"));
            Assert.Equal("2001:db8::9 http", await nginx.AskAsync("/", "10.9.9.9, 2001:db8::9", "http"));
            Assert.Equal("127.0.0.1 http", await nginx.AskAsync("/", "not an address", "gopher"));
        }
    }

    /// <summary>Answers what it was told of the client.</summary>
    private static async Task<WebApplication> EchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
            http.Response.WriteAsync(
                $"{http.Request.Headers["X-Forwarded-For"]} {http.Request.Headers["X-Forwarded-Proto"]}"
            )
        );
        await app.StartAsync();
        return app;
    }

    /// <summary>A test that wants nginx; skipped, with the reason, where there is none.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NginxFactAttribute : FactAttribute
    {
        public NginxFactAttribute() =>
            Skip = Nginx.Program is null ? "There is no nginx on this machine (apt-get install nginx-light)." : null;
    }

    private sealed class Nginx(Process process, DirectoryInfo folder, int port) : IDisposable
    {
        public static string? Program { get; } =
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(place => Path.Combine(place, "nginx"))
                .FirstOrDefault(File.Exists);

        private readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        /// <summary>With the file as it is shipped, but for addresses and places.</summary>
        public static async Task<Nginx> StartAsync(string api, string? known)
        {
            var folder = Directory.CreateTempSubdirectory("academy-nginx-");
            var port = FreePort();
            var file = Checkout
                .Read("deploy/balancer/nginx.conf")
                .Replace("server api-1:8080", $"server {new Uri(api).Authority}", StringComparison.Ordinal)
                .Replace("server api-2:8080", $"server {new Uri(api).Authority}", StringComparison.Ordinal)
                .Replace("listen 8080", $"listen 127.0.0.1:{port}", StringComparison.Ordinal);
            if (known is not null)
                file = file.Replace("# 192.0.2.10/32 1;", $"{known} 1;", StringComparison.Ordinal);
            foreach (var kind in new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" })
                file = file.Replace(
                    "access_log off;",
                    $"{kind}_temp_path {folder.FullName}/{kind};\n    access_log off;",
                    StringComparison.Ordinal
                );
            var path = Path.Combine(folder.FullName, "nginx.conf");
            await File.WriteAllTextAsync(path, $"pid {folder.FullName}/pid;\ndaemon off;\n{file}");
            var process = Process.Start(
                new ProcessStartInfo(Program!, ["-p", folder.FullName, "-c", path, "-e", "stderr"])
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                }
            )!;
            var said = process.StandardError.ReadToEndAsync();
            var nginx = new Nginx(process, folder, port);
            await Within.Holds(
                async () => process.HasExited || await nginx.AnswersAsync(),
                () => "nginx did not answer"
            );
            Assert.False(process.HasExited, process.HasExited ? await said : "");
            return nginx;
        }

        /// <summary>The body of the answer, or its status where it is none of success.</summary>
        public async Task<string> AskAsync(string path, string? forwardedFor = null, string? forwardedProto = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (forwardedFor is not null)
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
            if (forwardedProto is not null)
                request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", forwardedProto);
            using var answer = await http.SendAsync(request);
            return answer.IsSuccessStatusCode
                ? await answer.Content.ReadAsStringAsync()
                : ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            http.Dispose();
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
            folder.Delete(recursive: true);
        }

        private async Task<bool> AnswersAsync()
        {
            try
            {
                return (await http.GetAsync("/")).StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false; // Not listening yet.
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
