using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Academy.Api.Requests;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Deploy;

/// <summary>
/// What is deployed is nowhere run by these tests: so its files are held against the public schemas, and every name in
/// them against the thing that it names.
/// </summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed partial class DeployTests : IClassFixture<Deployment>
{
    /// <summary>Settings of others: the framework's, PostgreSQL's and Orleans's own.</summary>
    private static readonly string[] Foreign =
    [
        "ASPNETCORE_URLS",
        "ASPNETCORE_ENVIRONMENT",
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "DOTNET_ENVIRONMENT",
        "DOTNET_EnableDiagnostics",
        "POSTGRES_USER",
        "POSTGRES_DB",
        "POSTGRES_PASSWORD",
        "POD_NAME",
        "POD_NAMESPACE",
        "POD_IP",
    ];

    private readonly Deployment deployment;

    public DeployTests(Deployment deployment) => this.deployment = deployment;

    [Fact]
    public void Compose_and_manifests_are_valid_by_the_public_schemas()
    {
        Assert.Equal("[]", deployment.Compose.GetProperty("errors").GetRawText());
        var errors = deployment
            .Manifests.Where(m => m.GetProperty("errors").GetArrayLength() > 0)
            .Select(m => $"{m.Text("file")}, {m.Text("kind")}: {m.GetProperty("errors")}");
        Assert.Empty(errors);
        Assert.True(deployment.Manifests.Count > 12, "The manifests were not found.");
    }

    [Fact]
    public void Every_setting_that_is_given_exists_and_is_documented()
    {
        var sources = string.Join('\n', Checkout.Sources("Api", "Silo", "Journal", "Streams", "Grains"));
        var operations = Checkout.Read("docs/operations.md");
        var given = deployment.Settings().Except(Foreign).Order(StringComparer.Ordinal).ToArray();
        Assert.Contains("Cluster__Tls__Authority", given);
        var unknown = given.Where(name => !IsRead(name, sources)).ToArray();
        Assert.True(unknown.Length == 0, $"Nothing reads these: {string.Join(", ", unknown)}");
        var silent = given.Where(name => !operations.Contains(name, StringComparison.Ordinal)).ToArray();
        Assert.True(silent.Length == 0, $"docs/operations.md does not say what these are: {string.Join(", ", silent)}");
    }

    [Fact]
    public void Ports_and_probes_are_those_of_the_images()
    {
        var file = Checkout.Read("deploy/containers/Containerfile");
        foreach (
            var (kind, name, url, ports) in new[]
            {
                ("StatefulSet", "silo", "Silo__HttpUrl", new[] { 8081, 11111, 30000 }),
                ("Deployment", "api", "ASPNETCORE_URLS", [8080, 9464]),
            }
        )
        {
            Assert.Contains($"{url}=http://+:{ports[0]}", file, StringComparison.Ordinal);
            var container = deployment.Container(kind);
            Assert.Equal(
                ports,
                container.GetProperty("ports").EnumerateArray().Select(p => p.GetProperty("containerPort").GetInt32())
            );
            var first = container.GetProperty("ports")[0].Text("name");
            foreach (
                var (probe, path) in new[]
                {
                    ("startupProbe", "/health/live"),
                    ("livenessProbe", "/health/live"),
                    ("readinessProbe", "/health/ready"),
                }
            )
                Assert.Equal(
                    (path, first),
                    (
                        container.GetProperty(probe).GetProperty("httpGet").Text("path"),
                        container.GetProperty(probe).GetProperty("httpGet").Text("port")
                    )
                );
            Assert.Contains($"http://127.0.0.1:{ports[0]}/health/live", file, StringComparison.Ordinal);
            var policy = deployment
                .Manifest("NetworkPolicy", $"academy-{name}")
                .GetProperty("spec")
                .GetProperty("ingress")
                .EnumerateArray()
                .SelectMany(rule => rule.GetProperty("ports").EnumerateArray())
                .Select(p => p.GetProperty("port").GetInt32());
            Assert.Equal(ports.Order(), policy.Order());
        }
        Assert.Contains("Metrics__Url=http://+:9464", file, StringComparison.Ordinal);
        Assert.Contains("Cluster__Port=11111", file, StringComparison.Ordinal);
        Assert.Contains("Cluster__GatewayPort=30000", file, StringComparison.Ordinal);
        foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
        {
            var shared = Checkout.Read("Silo/Observability/ObservabilityServices.cs");
            foreach (var port in new[] { "Silo/Observability/SiloPort.cs", "Api/Observability/HealthEndpoints.cs" })
                Assert.Contains($"\"{path}\"", Checkout.Read(port) + shared, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("deploy/balancer/nginx.conf", @"^\s*client_max_body_size (\d+)([kmg]?);")]
    [InlineData("deploy/k8s/network.yaml", @"^\s*nginx\.ingress\.kubernetes\.io/proxy-body-size: ""?(\d+)([kmg]?)""?$")]
    public void A_balancer_lets_through_whatever_the_api_reads(string file, string limit)
    {
        var found = Regex.Matches(Checkout.Read(file), limit, RegexOptions.Multiline | RegexOptions.IgnoreCase);
        Assert.NotEmpty(found);
        foreach (Match each in found)
        {
            var unit = each.Groups[2].Value.ToLowerInvariant() switch
            {
                "g" => 1L << 30,
                "m" => 1L << 20,
                "k" => 1L << 10,
                _ => 1L,
            };
            var bytes = long.Parse(each.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
            Assert.True(
                bytes >= BodyLimits.FileBytesMax + BodyLimits.DrainedBytesMax,
                $"{file} cuts off at {bytes} bytes what the Api takes or refuses with a reason."
            );
        }
    }

    [Fact]
    public void A_process_gets_more_time_to_end_than_it_takes()
    {
        // The host's own limit, within which the drain's and the hand-over's lie.
        var host = new Microsoft.Extensions.Hosting.HostOptions().ShutdownTimeout;
        foreach (var kind in new[] { "StatefulSet", "Deployment" })
        {
            var pause = deployment.Container(kind).TryGetProperty("lifecycle", out var lifecycle)
                ? lifecycle.GetProperty("preStop").GetProperty("sleep").GetProperty("seconds").GetInt32()
                : 0;
            Assert.True(
                deployment.Pod(kind).GetProperty("terminationGracePeriodSeconds").GetInt32()
                    > host.TotalSeconds + pause,
                $"{kind}: the grace is shorter than the stop."
            );
        }
        Assert.All(
            deployment
                .Services()
                .Where(s =>
                    s.Name.StartsWith("silo-", StringComparison.Ordinal)
                    || s.Name.StartsWith("api-", StringComparison.Ordinal)
                ),
            s => Assert.True(int.Parse(s.Value.Text("stop_grace_period").TrimEnd('s')) > host.TotalSeconds, s.Name)
        );
    }

    [Fact]
    public void The_balancer_knows_the_nodes_that_there_are_and_keeps_to_itself_what_is_for_within()
    {
        var nginx = Checkout.Read("deploy/balancer/nginx.conf");
        var upstreams = Upstreams().Matches(nginx).Select(m => m.Groups["server"].Value);
        Assert.Equal(
            deployment
                .Services()
                .Select(s => s.Name)
                .Where(n => n.StartsWith("api-", StringComparison.Ordinal))
                .Select(n => $"{n}:8080"),
            upstreams
        );
        Assert.Contains("^/(metrics|health)(/|$)", nginx, StringComparison.Ordinal);
        Assert.Contains(
            "./deploy/balancer/nginx.conf:/etc/nginx/nginx.conf:ro",
            deployment.Compose.GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Whatever_refers_to_another_object_finds_it()
    {
        foreach (var (kind, name) in new[] { ("StatefulSet", "academy-silo"), ("Deployment", "academy-api") })
        {
            var spec = deployment.Manifest(kind, name).GetProperty("spec");
            var pod = spec.GetProperty("template").GetProperty("metadata").GetProperty("labels");
            var labels = $$"""{"app":"{{pod.Text("app")}}"}""";
            Assert.Equal(labels, spec.GetProperty("selector").GetProperty("matchLabels").GetRawText());
            Assert.Equal(
                labels,
                deployment
                    .Manifest("PodDisruptionBudget", name)
                    .GetProperty("spec")
                    .GetProperty("selector")
                    .GetProperty("matchLabels")
                    .GetRawText()
            );
            Assert.Equal(
                labels,
                deployment.Manifest("Service", name).GetProperty("spec").GetProperty("selector").GetRawText()
            );
            var target = deployment
                .Manifest("HorizontalPodAutoscaler", name)
                .GetProperty("spec")
                .GetProperty("scaleTargetRef");
            Assert.Equal((kind, name), (target.Text("kind"), target.Text("name")));
            Assert.Equal(
                "academy",
                deployment.Container(kind).GetProperty("envFrom")[0].GetProperty("configMapRef").Text("name")
            );
        }
        // What Orleans.Hosting.Kubernetes looks for, and may.
        var silos = deployment
            .Manifest("StatefulSet", "academy-silo")
            .GetProperty("spec")
            .GetProperty("template")
            .GetProperty("metadata")
            .GetProperty("labels");
        var cluster = deployment.Manifest("ConfigMap", "academy").GetProperty("data").Text("Cluster__Id");
        Assert.Equal((cluster, cluster), (silos.Text("orleans/clusterId"), silos.Text("orleans/serviceId")));
        var account = deployment.Pod("StatefulSet").Text("serviceAccountName");
        Assert.Equal(account, deployment.Manifest("ServiceAccount", account).GetProperty("metadata").Text("name"));
        var binding = deployment.Manifest("RoleBinding", account);
        Assert.Equal(
            (account, account),
            (binding.GetProperty("subjects")[0].Text("name"), binding.GetProperty("roleRef").Text("name"))
        );
        Assert.Equal(
            ["get", "list", "watch", "patch"],
            deployment
                .Manifest("Role", account)
                .GetProperty("rules")[0]
                .GetProperty("verbs")
                .EnumerateArray()
                .Select(v => v.GetString())
        );
        var kustomization = deployment.Manifests.Single(m => m.Text("kind") == "Kustomization").GetProperty("document");
        Assert.All(kustomization.GetProperty("resources").EnumerateArray(), r =>
            Assert.True(Checkout.Exists($"deploy/k8s/{r.GetString()}"), r.GetString())
        );
        Assert.Equal(
            ["academy-api", "academy-silo"],
            kustomization.GetProperty("images").EnumerateArray().Select(i => i.Text("name"))
        );
    }

    [Fact]
    public void The_images_are_made_of_what_the_checkout_has()
    {
        var file = Checkout.Read("deploy/containers/Containerfile");
        foreach (var project in new[] { "Api", "Silo" })
        {
            Assert.Contains($"dotnet publish {project}/{project}.csproj", file, StringComparison.Ordinal);
            Assert.Contains($"ENTRYPOINT [\"dotnet\", \"Academy.{project}.dll\"]", file, StringComparison.Ordinal);
            Assert.True(Checkout.Exists($"{project}/{project}.csproj"));
        }
        Assert.Contains("dotnet/sdk:10.0 ", file, StringComparison.Ordinal);
        Assert.Contains("\"10.0.", Checkout.Read("global.json"), StringComparison.Ordinal);
        Assert.Contains("\"health\"", file, StringComparison.Ordinal);
        Assert.Contains("health", Academy.Api.Composition.Hosting.Commands);
        Assert.Contains("USER $APP_UID", file, StringComparison.Ordinal);
        Assert.All(deployment.Services().Where(s => s.Value.TryGetProperty("build", out _)), s =>
        {
            Assert.True(Checkout.Exists(s.Value.GetProperty("build").Text("dockerfile")));
            Assert.Contains($" AS {s.Value.GetProperty("build").Text("target")}\n", file, StringComparison.Ordinal);
        });
    }

    /// <summary><c>"A:B"</c> in a source, or a section <c>"A"</c> whose options have a <c>B</c>.</summary>
    private static bool IsRead(string setting, string sources)
    {
        var parts = setting.Split("__");
        return sources.Contains($"\"{string.Join(':', parts)}\"", StringComparison.Ordinal)
            || (
                parts is ["ConnectionStrings", var database]
                && sources.Contains($"GetConnectionString(\"{database}\")", StringComparison.Ordinal)
            )
            || parts is ["Logging", ..]
            || (
                parts.Length == 2
                && sources.Contains($"\"{parts[0]}\"", StringComparison.Ordinal)
                && Regex.IsMatch(
                    sources,
                    $$"""\b(?:{{parts[1]}} \{ get;|section\["{{parts[1]}}"\]|Read\("{{parts[1]}}")"""
                )
            );
    }

    [GeneratedRegex(@"^\s+server (?<server>[\w:.-]+)", RegexOptions.Multiline)]
    private static partial Regex Upstreams();
}

/// <summary>The files of the deployment, read once.</summary>
public sealed partial class Deployment : IAsyncLifetime
{
    public JsonElement Compose { get; private set; }

    public IReadOnlyList<JsonElement> Manifests { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var read = await Oracle.AskAsync("deploy.mjs", new { root = Checkout.Root });
        (Compose, Manifests) = (read.GetProperty("compose"), [.. read.GetProperty("manifests").EnumerateArray()]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public JsonElement Manifest(string kind, string name) =>
        Manifests.Single(m => m.Text("kind") == kind && m.Text("name") == name).GetProperty("document");

    public JsonElement Pod(string kind) =>
        Manifests
            .Single(m => m.Text("kind") == kind)
            .GetProperty("document")
            .GetProperty("spec")
            .GetProperty("template")
            .GetProperty("spec");

    public JsonElement Container(string kind) => Pod(kind).GetProperty("containers")[0];

    public IEnumerable<JsonProperty> Services() =>
        Compose.GetProperty("document").GetProperty("services").EnumerateObject();

    /// <summary>Environment variables that any of the files sets.</summary>
    public IEnumerable<string> Settings() =>
        Services()
            .Where(s => s.Value.TryGetProperty("environment", out _))
            .SelectMany(s => s.Value.GetProperty("environment").Names())
            .Concat(Manifest("ConfigMap", "academy").GetProperty("data").Names())
            .Concat(
                new[] { "StatefulSet", "Deployment" }.SelectMany(kind =>
                    Container(kind).GetProperty("env").EnumerateArray().Select(e => e.Text("name"))
                )
            )
            .Concat(
                Variables()
                    .Matches(Checkout.Read("deploy/containers/Containerfile"))
                    .Select(m => m.Groups["name"].Value)
            )
            .Distinct();

    [GeneratedRegex(@"^(?:ENV| {3}) (?<name>\w+)=", RegexOptions.Multiline)]
    private static partial Regex Variables();
}
