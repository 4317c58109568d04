using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Operations;
using Academy.Operations;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Tests.Operations;

/// <summary>What operators see of the cluster and of any grain, and that they were seen looking.</summary>
public sealed class ClusterAdminQueriesTests
{
    private const string Password = "correct-horse-1";

    [Fact]
    public async Task A_grain_is_shown_without_secrets_to_whom_it_concerns_and_every_look_is_logged()
    {
        var audit = new AuditLog();
        await using var academy = await RunningAcademy.StartAsync(register: services =>
            services.AddLogging(logging => logging.AddProvider(audit).AddFilter("Academy.Audit", LogLevel.Information))
        );
        var queries = academy.Services.GetRequiredService<IClusterAdminQueries>();
        var admin = new Caller(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Admin);
        var stranger = admin with { Organization = new OrganizationId("elsewhere") };
        var person = new UserId(Guid.NewGuid());
        const string Email = "canary@academy.test";
        var registered = await academy
            .Services.GetRequiredService<IAccountDirectory>()
            .Register(
                new RegisterAccount(OrganizationId.Default, person, Email, Password, "Canary Bird", Role.Student)
            );
        Assert.True(registered.Accepted);

        var name = person.Value.ToString("D");
        var seen = (await queries.Grain(admin, "account", OrganizationId.Default, name, default)).Answer!;
        Assert.Equal(
            ($"academy/account:{name}", 2L, "silo"),
            (seen.Stream, seen.Seq, seen.Member is null ? "" : "silo")
        );
        Assert.Equal("student", seen.State!.Value.GetProperty("role").GetString());
        Assert.Equal(Redaction.Hidden, seen.State!.Value.GetProperty("passwordHash").GetString());
        Assert.Equal(Redaction.Sealed, seen.State!.Value.GetProperty("email").GetString());
        Assert.Equal(["accounts.session-started", "accounts.registered"], seen.Events.Select(e => e.Type));
        Assert.Equal(Redaction.Hidden, seen.Events[1].Data.GetProperty("passwordHash").GetString());
        Assert.Equal(Redaction.Sealed, seen.Events[1].Data.GetProperty("displayName").GetString());
        Assert.DoesNotContain("v1.", System.Text.Json.JsonSerializer.Serialize(seen), StringComparison.Ordinal);

        Assert.Equal(
            OperationsRefusals.GrainNotFound,
            (await queries.Grain(stranger, "account", OrganizationId.Default, name, default)).Refusal
        );
        Assert.Equal(
            OperationsRefusals.GrainNotFound,
            (await queries.Grain(stranger, "revocations", OrganizationId.Platform, "all", default)).Refusal
        );
        Assert.True((await queries.Grain(admin, "leaderboard", OrganizationId.Default, "all", default)).Accepted);
        foreach (
            var (type, wrong) in new[]
            {
                ("account", "all"),
                ("account", $"{Guid.NewGuid()}"),
                ("user", "x"),
                ("leaderboard", "daily"),
                ("upkeep", "upkeep"),
            }
        )
            Assert.Equal(
                OperationsRefusals.GrainNotFound,
                (await queries.Grain(admin, type, OrganizationId.Default, wrong, default)).Refusal
            );

        Assert.Contains($"{admin.Actor} of academy looked at account academy/{name}", audit.Lines);
        Assert.DoesNotContain(audit.Lines, line => line.Contains("elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_process_tells_how_it_is_and_types_of_grains_are_counted()
    {
        await using var academy = await RunningAcademy.StartAsync();
        var queries = academy.Services.GetRequiredService<IClusterAdminQueries>();
        var learner = academy.NewLearner();
        await academy.Learning(learner).GetOverall();
        var state = await Until(queries, OrganizationId.Default, found =>
            found.Members is [{ Status: "active", LeaseSeconds: > 0 }] && found.Types.Any(type => type.Type == "user")
        );
        var member = Assert.Single(state.Members);
        Assert.Equal("silo", member.Role);
        Assert.True(member.Activations > 0, $"{member}");
        Assert.InRange(member.CpuPercent!.Value, 0, 100);
        Assert.True(member.MemoryBytes > 1_000_000, $"{member}");
        Assert.NotNull(member.StartedAt);
        Assert.NotEmpty(member.Release!);
        Assert.Equal(("user", 1, member.Name, 1, true), As(state.Types.Single(type => type.Type == "user")));
        Assert.True(state.Version > 0);

        var elsewhere = await queries.Cluster(new OrganizationId("elsewhere"), default);
        Assert.Empty(elsewhere.Members);
        Assert.Empty(elsewhere.Types);

        static (string, int, string, int, bool) As(GrainTypeRow row) =>
            (row.Type, row.Activations, row.Most, row.MostActivations, row.Inspected);
    }

    [Fact]
    public void Whatever_can_be_looked_at_is_listed()
    {
        var services = new ServiceCollection();
        services.AddGrainServices(new byte[32]);
        var registered = services.BuildServiceProvider().GetRequiredService<InspectedGrains>();
        var inspected = typeof(InspectedGrains)
            .Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && HasStream(type));
        Assert.Equal(
            inspected.Select(type => type.FullName).Order(StringComparer.Ordinal),
            registered.Classes.Select(type => type.FullName).Order(StringComparer.Ordinal)
        );
    }

    private static bool HasStream(Type type) =>
        type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Any(parameter =>
                Attribute.IsDefined(parameter, typeof(JournaledStreamAttribute))
                || Attribute.IsDefined(parameter, typeof(WatchedViewAttribute))
            );

    private static async Task<ClusterState> Until(
        IClusterAdminQueries queries,
        OrganizationId organization,
        Func<ClusterState, bool> isSo
    )
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var state = await queries.Cluster(organization, patience.Token);
            if (isSo(state))
                return state;
            await Task.Delay(100, patience.Token);
        }
    }

    private sealed class AuditLog : ILoggerProvider
    {
        private readonly ConcurrentQueue<string> lines = new();

        public IEnumerable<string> Lines => lines;

        public ILogger CreateLogger(string categoryName) => new Category(lines, categoryName == "Academy.Audit");

        public void Dispose() { }

        private sealed class Category(ConcurrentQueue<string> lines, bool isAudit) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => isAudit;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                if (isAudit)
                    lines.Enqueue(formatter(state, exception));
            }
        }
    }
}
