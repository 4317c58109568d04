using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Requests;
using Academy.Api.Streams;
using Academy.Api.Traffic;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Streams;
using Academy.Streams.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>
/// The hub, and reads of streams by plain HTTP, on a real socket, over owners in memory. Whoever connects says who they
/// are.
/// </summary>
public sealed class HubOverFakes : IAsyncLifetime
{
    private readonly WebApplication app;

    public HubOverFakes()
        : this(TimeProvider.System) { }

    internal HubOverFakes(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IGrainFactory>(Grains);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<IdSource>();
        builder.Services.AddSingleton(new FaultMap().Add<LimitExceededException>(ApiProblems.Overloaded));
        builder.Services.AddKindsOfTheAcademy();
        builder.Services.AddJournalStreams();
        builder.Services.AddSingleton<RevokedAccess>();
        builder.Services.AddSingleton<RevocationFreshness>();
        builder.Services.AddAuthorization(Access.AddPolicies);
        builder.Services.AddProblems();
        builder.Services.AddRealtime();
        // Few are a crowd here.
        builder.Services.Configure<RateLimitOptions>(limits => limits.SocketsPerPerson = 1_000);
        app = builder.Build();
        app.Use(
            (http, next) =>
            {
                var query = http.Request.Query;
                var caller = new Caller(
                    new(query["org"].FirstOrDefault() ?? OrganizationId.Default.Value),
                    new(Guid.Parse(query["user"]!)),
                    Enum.Parse<Role>(query["role"].FirstOrDefault() ?? nameof(Role.Student))
                );
                http.User = new AccessTicket(
                    caller,
                    new(Guid.Parse(query["sid"].FirstOrDefault() ?? query["user"]!)),
                    DateTimeOffset.MaxValue
                );
                return next(http);
            }
        );
        app.UseRouteTable();
        app.UseAuthorization();
        app.UseProblems();
        app.MapRealtime();
        app.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, RefuseFaulty>().MapStreams();
        Http = new HttpClient();
    }

    internal FakeGrains Grains { get; } = new();

    internal HttpClient Http { get; }

    internal RevocationFreshness Freshness => app.Services.GetRequiredService<RevocationFreshness>();

    internal RealtimeMetrics Metrics => app.Services.GetRequiredService<RealtimeMetrics>();

    /// <summary>Receivers that the node's watches hold.</summary>
    internal int Receivers => app.Services.GetRequiredService<WatchTable>().ReceiverCount;

    /// <summary>Requests of a visitor that wait for what comes.</summary>
    internal int ReadsOf(Visitor person) => Reads.All.Count(read => read.Session == new SessionId(person.Session));

    /// <summary>All of them get whatever comes from here on.</summary>
    internal bool AllReadsWait => Reads.All.Count == Receivers;

    internal Revoking Revoking => app.Services.GetRequiredService<Revoking>();

    public Uri Address => new(app.Urls.Single());

    public Task InitializeAsync() => app.StartAsync();

    /// <summary>As the host does when it is told to stop.</summary>
    internal void BeginToStop() => app.Lifetime.StopApplication();

    /// <summary>As a process of a cluster does before.</summary>
    internal Task SendAwayAsync() => app.Services.GetRequiredService<SocketFarewell>().RunAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        Http.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private LiveReads Reads => app.Services.GetRequiredService<LiveReads>();

    internal Task<HubClient> Connect(Visitor person, bool reads = true) =>
        HubClient.Connect(Address, person.Query, reads);

    internal FakeOwner OwnerOf(Visitor person) => Grains.Owner("user", $"academy/{person.Id}");
}

/// <summary>Somebody who connects.</summary>
internal sealed record Visitor(Guid Id, Role Role = Role.Student, string Organization = "academy")
{
    private static int made;

    public string Stream => $"user:{Id}";

    public Guid Session { get; init; } = Numbered(2);

    public string Query => $"user={Id}&role={Role}&org={Organization}&sid={Session}";

    public static Visitor New(Role role = Role.Student, string organization = "academy") =>
        new(Numbered(1), role, organization);

    private static Guid Numbered(byte kind) =>
        new(Interlocked.Increment(ref made), 0, 0x7000, 0x80, kind, 0, 0, 0, 0, 0, 0);
}
