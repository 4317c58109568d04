using Academy.Api.Accounts;
using Academy.Api.Tests.Surroundings;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Accounts;

/// <summary>Every test has accounts and addresses of its own.</summary>
public sealed class SignInGuardTests(GuardedServer guarded) : IClassFixture<GuardedServer>
{
    private readonly AcademyServer server = guarded.Server;

    [Fact]
    public async Task Wrong_passwords_close_an_account_to_the_address_they_come_from_and_right_ones_do_not_count()
    {
        var victim = await server.SignInAsync();
        using var guesser = server.ClientAt("127.8.0.1");
        using var elsewhere = server.ClientAt("127.9.0.1");
        Assert.Equal(200, await LogInAsync(guesser, victim.Email, victim.Password));
        var tries = new List<int>();
        for (var i = 0; i < 12; i++)
            tries.Add(await LogInAsync(guesser, i % 2 == 0 ? victim.Email : $" {victim.Email.ToUpperInvariant()}"));
        Assert.Equal(Enumerable.Repeat(401, 10).Concat([429, 429]), tries);
        Assert.Equal(200, await LogInAsync(elsewhere, victim.Email, victim.Password));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 0.25)]
    [InlineData(12, 1)]
    [InlineData(15, 8)]
    [InlineData(1_000_000, 8)]
    public void The_more_wrong_passwords_there_were_the_longer_the_next_one_takes(int failures, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SignInGuard.DelayAfter(failures));

    [Fact]
    public async Task Guesses_from_everywhere_make_strangers_wait_and_nobody_who_is_known()
    {
        var victim = await server.SignInAsync();
        using var browser = server.ClientAt("127.20.0.1");
        using var home = server.ClientAt("127.21.0.1");
        using var signedIn = await browser.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/login",
            Body(victim.Email, victim.Password)
        );
        await signedIn.ShouldBeAsync(200);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, await LogInAsync(home, victim.Email, victim.Password));

        for (var i = 0; i < 12; i++)
        {
            using var guesser = server.ClientAt($"127.30.{i}.1");
            Assert.Equal(401, await LogInAsync(guesser, victim.Email));
        }
        using var stranger = server.ClientAt("127.40.0.1");
        using var roaming = server.ClientAt("127.41.0.1");
        Assert.Equal([TimeSpan.FromSeconds(1)], await WaitsAsync(stranger, victim));
        Assert.Empty(await WaitsAsync(home, victim));
        Assert.Empty(await WaitsAsync(roaming, victim, cookie));
        // A mark is good for the account that it is of, and as it was written.
        var other = await server.SignInAsync();
        for (var i = 0; i < 12; i++)
        {
            using var guesser = server.ClientAt($"127.31.{i}.1");
            Assert.Equal(401, await LogInAsync(guesser, other.Email));
        }
        using var thief = server.ClientAt("127.42.0.1");
        Assert.Equal([TimeSpan.FromSeconds(1)], await WaitsAsync(thief, other, cookie));
    }

    [Fact]
    public async Task Guesses_at_the_same_time_wait_as_they_would_one_after_the_other()
    {
        var victim = await server.SignInAsync();
        using var held = guarded.Delays.Hold();
        var guesses = Enumerable.Range(0, 15).Select(i => GuessAsync(i)).ToArray();
        await Within.Holds(
            () => held.Waits.Count == 5 && guesses.Count(guess => guess.IsCompleted) == 10,
            () => $"five to wait and the rest to be answered: {string.Join(", ", held.Waits)} wait"
        );
        Assert.Equal([0.25, 0.5, 1, 2, 4], held.Waits.Select(wait => wait.TotalSeconds).Order());
        held.Dispose();
        await Task.WhenAll(guesses);

        async Task GuessAsync(int number)
        {
            using var guesser = server.ClientAt($"127.90.{number}.1");
            Assert.Equal(401, await LogInAsync(guesser, victim.Email));
        }
    }

    [Fact]
    public async Task A_known_device_has_its_own_budget_where_the_address_has_used_up_its()
    {
        var victim = await server.SignInAsync();
        using var browser = server.ClientAt("127.50.0.1");
        using var signedIn = await browser.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/login",
            Body(victim.Email, victim.Password)
        );
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        using var sameAddress = server.ClientAt("127.50.0.1");
        for (var i = 0; i < 10; i++)
            Assert.Equal(401, await LogInAsync(sameAddress, victim.Email));
        Assert.Equal(429, await LogInAsync(sameAddress, victim.Email, victim.Password));
        await WaitsAsync(sameAddress, victim, cookie);
        while (await LogInAsync(sameAddress, "nobody@academy.test") != 429) { }
        await WaitsAsync(sameAddress, victim, cookie);
    }

    [Fact]
    public async Task Many_who_refresh_and_log_out_behind_one_address_do_not_count_for_each_other()
    {
        var people = new List<Person>();
        while (people.Count < 15)
            people.Add(await server.SignInAsync());
        using var campus = server.ClientAt("127.60.0.1");
        for (var round = 0; round < 10; round++)
        {
            foreach (var person in people)
                Assert.Equal(200, await RefreshAsync(campus, person.RefreshToken));
        }
        var unknown = new List<int>();
        for (var i = 0; i < 24; i++)
            unknown.Add(await RefreshAsync(campus, "not a token"));
        Assert.Equal(Enumerable.Repeat(401, 20).Concat([429, 429, 429, 429]), unknown);
        Assert.Equal(429, await SendAsync(campus, "/api/v1/auth/refresh", new { }));
        Assert.Equal(429, await SendAsync(campus, "/api/v1/auth/logout", new { refreshToken = 1 }));
        Assert.Equal(429, await SendAsync(campus, "/api/v1/auth/login", new { }));
        Assert.Equal(200, await RefreshAsync(campus, people[0].RefreshToken));
        Assert.Equal(200, await LogInAsync(campus, people[0].Email, people[0].Password));
        foreach (var person in people)
            Assert.Equal(
                204,
                await SendAsync(campus, "/api/v1/auth/logout", new { refreshToken = person.RefreshToken })
            );
    }

    [Fact]
    public async Task A_session_that_refreshes_too_often_is_told_so()
    {
        await using var strict = await AcademyServer.StartAsync(
            "--RateLimiting:Enabled=true",
            "--RateLimiting:Session:Requests=3"
        );
        var (eager, calm) = (await strict.SignInAsync(), await strict.SignInAsync());
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, await RefreshAsync(strict.Http, eager.RefreshToken));
        Assert.Equal(429, await RefreshAsync(strict.Http, eager.RefreshToken));
        Assert.Equal(200, await RefreshAsync(strict.Http, calm.RefreshToken));
    }

    private static object Body(string email, string password) => new { email, password };

    private static Task<int> LogInAsync(HttpClient client, string email, string password = "a guess, wrong") =>
        SendAsync(client, "/api/v1/auth/login", Body(email, password));

    private static Task<int> RefreshAsync(HttpClient client, string refreshToken) =>
        SendAsync(client, "/api/v1/auth/refresh", new { refreshToken });

    private static async Task<int> SendAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.SendJsonAsync(HttpMethod.Post, path, body);
        if (answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests)
        {
            await answer.ShouldBeProblemAsync(429, "rate-limit.exceeded");
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        }
        return (int)answer.StatusCode;
    }

    /// <summary>What somebody with the right password has to wait for.</summary>
    private async Task<IReadOnlyList<TimeSpan>> WaitsAsync(HttpClient client, Person person, string? cookie = null)
    {
        client.DefaultRequestHeaders.Remove("Cookie");
        if (cookie is not null)
            client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        var before = guarded.Delays.Waits.Count;
        Assert.Equal(200, await LogInAsync(client, person.Email, person.Password));
        return [.. guarded.Delays.Waits.Skip(before)];
    }
}

/// <summary>Its guard delays nobody in earnest: it is written down how long it would have.</summary>
public sealed class GuardedServer : IAsyncLifetime
{
    public AcademyServer Server { get; private set; } = null!;

    internal NotedDelays Delays { get; } = new();

    public async Task InitializeAsync() =>
        Server = await AcademyServer.StartAsync(
            services =>
                services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SignInGuard>(provider, Delays)),
            "--RateLimiting:Enabled=true",
            "--RateLimiting:SignIn:Requests=20"
        );

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The machine's clock, but that whoever waits goes on at once, or when they are let go.</summary>
internal sealed class NotedDelays : TimeProvider
{
    private readonly List<TimeSpan> waits = [];
    private readonly List<Action> held = [];
    private bool isHeld;

    /// <summary>How long everybody so far asked to wait.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (waits)
                return [.. waits];
        }
    }

    /// <summary>Nobody goes on until this is disposed.</summary>
    public Holding Hold()
    {
        lock (waits)
            isHeld = true;
        return new(this, Waits.Count);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (waits)
        {
            waits.Add(dueTime);
            held.Add(() => timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
            if (!isHeld)
                GoOn();
        }
        return timer;
    }

    private void GoOn()
    {
        held.ForEach(go => go());
        held.Clear();
    }

    internal sealed class Holding(NotedDelays delays, int before) : IDisposable
    {
        public IReadOnlyList<TimeSpan> Waits => [.. delays.Waits.Skip(before)];

        public void Dispose()
        {
            lock (delays.waits)
            {
                delays.isHeld = false;
                delays.GoOn();
            }
        }
    }
}
