using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Traffic;

/// <summary>What a person may do is one budget, through whichever door, and however often they connect.</summary>
public sealed class PersonBudgetTests : IAsyncLifetime
{
    private const int Writes = 120;

    private AcademyServer server = null!;

    public async Task InitializeAsync() => server = await AcademyServer.StartAsync("--RateLimiting:Enabled=true");

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(120, 0)]
    [InlineData(0, 120)]
    [InlineData(70, 50)]
    [InlineData(1, 119)]
    public async Task Writes_of_a_minute_are_counted_over_all_doors(int overHttp, int overHub)
    {
        var (person, other) = (await server.SignInAsync(), await server.SignInAsync());
        // What changes nothing, or nothing that lasts, takes nothing of it.
        await person.GetAsync("/me");
        var reader = await ConnectAsync(person);
        await InvokeAsync(reader, "Typing", Nowhere, true);
        await InvokeAsync(reader, "MarkRead", Nowhere, 1);
        await person.SendAsync(HttpMethod.Put, $"/chat/rooms/{Nowhere}/read", new { seq = 1 }, 404);

        for (var i = 0; i < overHttp; i++)
            await WriteAsync(person, i, 404);
        for (var i = 0; i < overHub; i++)
        {
            // Each over a connection of its own, now and then.
            if (i % 20 == 0)
            {
                await reader.DisposeAsync();
                reader = await ConnectAsync(person);
            }
            Assert.EndsWith("chat.room-not-found", await WriteAsync(reader, i), StringComparison.Ordinal);
        }

        Assert.Matches(@"rate-limit\.exceeded retry-after=[1-9]\d?$", await WriteAsync(reader, Writes));
        await WriteAsync(person, Writes, 429);
        Assert.EndsWith(
            "chat.room-not-found",
            await InvokeAsync(reader, "Typing", Nowhere, true),
            StringComparison.Ordinal
        );
        await person.GetAsync("/me");
        await WriteAsync(other, 0, 404);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Without_limits_of_rate_nobody_counts_writes()
    {
        await using var free = await AcademyServer.StartAsync("--RateLimiting:Enabled=false");
        var person = await free.SignInAsync();
        await using var hub = await ConnectAsync(person);
        for (var i = 0; i < 2 * Writes; i++)
        {
            await WriteAsync(person, i, 404);
            if (i % 2 == 0)
                Assert.EndsWith("chat.room-not-found", await WriteAsync(hub, i), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(30, 30, 0)]
    [InlineData(50, 9, 1)]
    [InlineData(0, 40, 20)]
    public async Task Somebody_has_sixty_sockets_and_live_reads_in_all_their_sessions_together(
        int sockets,
        int ofOtherSession,
        int liveReads
    )
    {
        await using var free = await AcademyServer.StartAsync("--RateLimiting:Enabled=false");
        var person = await free.SignInAsync();
        var again = await free.SignInAsync(person.Email, person.Password);
        var open = new List<HubClient>();
        for (var i = 0; i < sockets + ofOtherSession; i++)
        {
            open.Add(await ConnectAsync(i < sockets ? person : again));
            await open[^1].Subscribe($"user:{person.Id}");
        }
        var stream = $"/api/v1/streams/user:{person.Id}?offset=now&live=sse";
        var reads = new List<HttpResponseMessage>();
        while (reads.Count < liveReads)
            reads.Add(await person.Http.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead));
        Assert.All(reads, read => Assert.Equal(200, (int)read.StatusCode));

        await using var oneMore = await ConnectAsync(again);
        Assert.Equal(CloseReasons.TooManySockets, await Within.Time(oneMore.Closed, "the end of the socket too many"));
        using var refused = await again.Http.GetAsync(stream, HttpCompletionOption.ResponseHeadersRead);
        await refused.ShouldBeProblemAsync(429, "stream.too-many-reads");
        await using var others = await ConnectAsync(await free.SignInAsync());
        Assert.EndsWith("chat.room-not-found", await WriteAsync(others, 0), StringComparison.Ordinal);

        // One goes, another may come: as soon as the server knows.
        if (reads.Count > 0)
            reads[0].Dispose();
        else
            await open[0].DisposeAsync();
        await Within.Time(UntilLetInAsync(again), "the next socket");
        foreach (var client in open)
            await client.DisposeAsync();
        reads.ForEach(read => read.Dispose());
    }

    private async Task UntilLetInAsync(Person person)
    {
        while (true)
        {
            await using var next = await ConnectAsync(person);
            var subscribing = next.Subscribe($"user:{person.Id}");
            if (await Task.WhenAny(subscribing, next.Closed) == subscribing)
                return;
        }
    }

    private static Guid Nowhere { get; } = Guid.NewGuid();

    private Task<HubClient> ConnectAsync(Person person) =>
        HubClient.Connect(new Uri(person.Http.BaseAddress!, "/"), $"access_token={person.AccessToken}");

    /// <summary>Each time another one of the ways to write.</summary>
    private static async Task WriteAsync(Person person, int number, int status)
    {
        var (method, path, body) = (number % 4) switch
        {
            0 => (HttpMethod.Post, $"/chat/rooms/{Nowhere}/messages", (object?)new { body = "Hello" }),
            1 => (HttpMethod.Put, $"/chat/rooms/{Nowhere}/draft", new { body = "Hel" }),
            2 => (HttpMethod.Delete, $"/enrollments/{Nowhere}", null),
            _ => (HttpMethod.Patch, $"/chat/rooms/{Nowhere}", new { title = "Title" }),
        };
        using var answer = await person.Http.SendJsonAsync(method, $"/api/v1{path}", body);
        if (status == 429)
        {
            await answer.ShouldBeProblemAsync(429, "rate-limit.exceeded");
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        }
        else
        {
            await answer.ShouldBeAsync(status);
        }
    }

    private static Task<string> WriteAsync(HubClient hub, int number) =>
        (number % 3) switch
        {
            0 => InvokeAsync(hub, "SendMessage", Nowhere, $"c-{number}", new { body = "Hello" }),
            1 => InvokeAsync(hub, "SaveDraft", Nowhere, new { body = "Hel" }),
            _ => InvokeAsync(hub, "React", Nowhere, $"c-{number}", Guid.NewGuid(), "🎉", true),
        };

    /// <summary>The error.</summary>
    private static async Task<string> InvokeAsync(HubClient hub, string method, params object?[] arguments)
    {
        try
        {
            await hub.Invoke(method, arguments);
            return "";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }
}
