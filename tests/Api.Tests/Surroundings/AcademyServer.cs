using Academy.Accounts;
using Academy.Api.Composition;
using Academy.Api.Observability;
using Academy.Commands;
using Academy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Surroundings;

/// <summary>The whole server in this process, on a real socket and a PostgreSQL database of its own.</summary>
public sealed class AcademyServer : IAsyncDisposable
{
    private const string Password = "correct-horse-1";

    private readonly WebApplication app;
    private int people;

    private AcademyServer(WebApplication app, string database)
    {
        this.app = app;
        Database = database;
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>Connection string of the server's database.</summary>
    public string Database { get; }

    /// <summary>A client that nobody is signed in on.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Where Prometheus asks.</summary>
    public Uri Metrics => new(Services.GetRequiredService<MetricsPort>().Address!, "metrics");

    public static Task<AcademyServer> StartAsync(params string[] settings) => StartAsync(TimeProvider.System, settings);

    /// <summary>A server that lives by another clock.</summary>
    public static Task<AcademyServer> StartAsync(TimeProvider clock, params string[] settings) =>
        StartAsync(clock, _ => { }, settings);

    /// <summary>A server of which some parts are replaced.</summary>
    public static Task<AcademyServer> StartAsync(Action<IServiceCollection> replace, params string[] settings) =>
        StartAsync(TimeProvider.System, replace, settings);

    private static async Task<AcademyServer> StartAsync(
        TimeProvider clock,
        Action<IServiceCollection> replace,
        string[] settings
    )
    {
        var database = settings
            .FirstOrDefault(s => s.StartsWith("--ConnectionStrings:Academy=", StringComparison.Ordinal))
            ?.Split('=', 2)[1]
            ?? await TestPostgres.NewDatabaseAsync();
        var builder = WebHost.CreateBuilder([
            "--environment=Production",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Academy={database}",
            "--Accounts:PasswordIterations=10",
            "--RateLimiting:Enabled=false",
            $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            $"--Tokens:SigningKey={Keys.Pem}",
            "--Logging:LogLevel:Default=Warning",
            "--Metrics:Url=http://127.0.0.1:0",
            .. settings,
        ]);
        builder.Services.AddSingleton(clock);
        // When everything else is registered: the last registration counts.
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) => replace(services));
        var host = await Program.ComposeAsync(builder);
        await host.StartAsync();
        return new AcademyServer(host, database);
    }

    /// <summary>Somebody new with this role, signed in.</summary>
    public async Task<Person> SignInAsync(Role role = Role.Student, OrganizationId? organization = null)
    {
        var number = Interlocked.Increment(ref people);
        var email = $"{role}-{number}@academy.test".ToLowerInvariant();
        var outcome = await Services
            .GetRequiredService<IAccountDirectory>()
            .Register(
                new RegisterAccount(
                    organization ?? OrganizationId.Default,
                    new UserId(Guid.NewGuid()),
                    email,
                    Password,
                    $"{role} {number}",
                    role
                )
            );
        Assert.True(outcome.Accepted, outcome.Refusal?.Detail);
        return await SignInAsync(email, Password);
    }

    public async Task<Person> SignInAsync(string email, string password)
    {
        using var answer = await Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/login", new { email, password });
        return new Person(this, await answer.ShouldBeAsync(200), email, password);
    }

    /// <summary>Their name has been compared with those of staff: nothing is raised or taken back any more.</summary>
    public Task NameSeenAsync(Person person) =>
        Within.Holds(
            async () =>
                await JournalText.CountAsync(
                    Database,
                    $"select count(*)::text from users where id = '{person.Id}' and skeletons is not null"
                ) == 1,
            "somebody to look at the name"
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

/// <summary>One server for all tests that leave it as it is.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public AcademyServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await AcademyServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OnSharedServer : ICollectionFixture<SharedServer>
{
    public const string Name = "shared server";
}
