using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Testing.Histories;

namespace Academy.Processes.Clients;

/// <summary>
/// Completes one module after the other, and asks again with the same key until there is an answer. Writes down every
/// answer, and watches the own stream meanwhile.
/// </summary>
internal sealed class Learner(Person person, History history, Func<Doors> newDoors)
{
    /// <summary>What <see cref="Load.Failures"/> calls an attempt that got none.</summary>
    public const string NoAnswer = "none";

    private const int ReadEvery = 5;

    /// <summary>Who waits for a server that says nothing learns no more.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly List<Acknowledgement> acknowledged = [];
    private readonly string client = person.Id.ToString();
    private readonly Doors doors = newDoors();
    private HttpClient? http;
    private HttpClient? before;
    private long signedIn = Stopwatch.GetTimestamp();
    private string token = person.AccessToken;
    private Guid enrollment;
    private Queue<Guid> modules = new();
    private int more;
    private Ask? unanswered;
    private Ask? lastSpent;

    public Guid Id => person.Id;

    public string Token => token;

    public Watcher? Watcher { get; private set; }

    public StreamView View { get; } = new(history, person.Id.ToString(), $"user:{person.Id}");

    public IReadOnlyList<Acknowledgement> Acknowledged => acknowledged;

    public Guid Course { get; private set; }

    public Guid Enrollment => enrollment;

    public int Left => modules.Count;

    /// <summary>Enrollment and module that nobody completes.</summary>
    public string Untouched { get; private set; } = "";

    public async Task EnrollAsync(TestCourse course) =>
        Enrolled(course, (await SendAsync(HttpMethod.Post, $"/courses/{course.Id}/enroll", 201)).Id());

    /// <summary>This is their next course.</summary>
    public void Enrolled(TestCourse course, Guid enrollment)
    {
        (Course, this.enrollment) = (course.Id, enrollment);
        modules = new(course.Modules.SkipLast(1).Select(module => module.Id));
        Untouched = $"{enrollment}/{course.Modules[^1].Id}";
    }

    /// <param name="also">Another stream that they look at.</param>
    public void Watch(string? also = null) =>
        Watcher = new Watcher(
            newDoors(),
            () => token,
            also is null ? [View] : [View, new StreamView(history, client, also)]
        ).Start();

    /// <summary>A new token before the old one expires: rounds may go on for hours.</summary>
    public async Task SignInAgainAsync()
    {
        if (Stopwatch.GetElapsedTime(signedIn) < TimeSpan.FromMinutes(5))
            return;
        token = (
            await SendAsync(
                HttpMethod.Post,
                "/auth/login",
                200,
                new { email = person.Email, password = person.Password }
            )
        ).Text("accessToken");
        signedIn = Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// Makes new connections to a server that may be another now; gives up what was asked of the old one, or still
    /// waits for it.
    /// </summary>
    public void ConnectAnew(bool givesUp = true)
    {
        before?.Dispose();
        before = http;
        if (givesUp)
            before?.Dispose();
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            Timeout = TimeSpan.FromSeconds(40),
        };
    }

    /// <summary>Works until the round is over; the last command may be left without an answer.</summary>
    public async Task WorkAsync(Load load)
    {
        while (!load.IsOver && modules.TryDequeue(out var module))
        {
            await load.PaceAsync();
            var complete = Ask.Complete(enrollment, module);
            if (!await SayAsync(complete, load))
                return;
            // To complete is a state, which two commands reach as well as one; time counts each time.
            if (
                !await SayAsync(
                    Ask.Spend(enrollment, module, acknowledged[^1].Record, seconds: acknowledged.Count),
                    load
                )
            )
                return;
        }
        // Time can be spent for ever.
        while (!load.IsOver && acknowledged is [.., var last])
        {
            await load.PaceAsync();
            if (
                !await SayAsync(
                    Ask.Spend(last.Enrollment, last.Module, last.Record, seconds: acknowledged.Count + ++more),
                    load
                )
            )
                return;
        }
    }

    /// <summary>The command of which nobody knows, once more with its key: done now, or done then.</summary>
    public async Task RepeatUnansweredAsync(Load load)
    {
        if (unanswered is { } ask)
            Assert.True(await SayAsync(ask, load), "A living server did not answer.");
    }

    /// <summary>What was answered once is answered so for ever, and changes nothing.</summary>
    public async Task RepeatAnsweredAsync(Random random)
    {
        var (where, module, _, _) = acknowledged[random.Next(acknowledged.Count)];
        var load = new Load();
        Assert.True(await TryAsync(Ask.Complete(where, module), load), "A living server did not answer.");
        if (lastSpent is { } spent)
            Assert.True(await TryAsync(spent, load), "A living server did not answer.");
    }

    /// <summary>Tries to see somebody else's stream.</summary>
    public async Task PryAsync(Learner other)
    {
        var view = new StreamView(history, client, $"user:{other.Id}");
        history.Forbid(client, $"academy/user:{other.Id}");
        using var patience = new CancellationTokenSource(Within.Limit);
        await using var hub = await HubSocket.Connect(doors.Current, token, patience.Token);
        view.Connecting();
        await hub.Subscribe(0, view.Stream, null, 0, patience.Token);
        while (await hub.Receive(patience.Token) is { } message)
        {
            if (message.TryGetProperty("result", out var answer))
            {
                view.Answered(answer);
                return;
            }
        }
    }

    /// <summary>What they are told of themselves.</summary>
    public async Task<(long Xp, int Level)> GameAsync()
    {
        var game = await SendAsync(HttpMethod.Get, "/gamification/me", 200);
        return (game.GetProperty("xp").GetInt64(), game.Number("level"));
    }

    /// <summary>Reads until there is an answer.</summary>
    public async Task ReadUntilAnsweredAsync(string path)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var last = NoAnswer; ; await Task.Delay(Pause))
        {
            Assert.False(
                patience.IsCancellationRequested,
                $"GET {path} was not answered within {Patience.TotalSeconds} s; the last was {last}."
            );
            try
            {
                using var request = Request(HttpMethod.Get, path);
                using var answer = await http!.SendAsync(request, patience.Token);
                last = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                    continue;
                await answer.ShouldBeAsync(200);
                return;
            }
            catch (Exception e) when (HasNoAnswer(e))
            {
                doors.TryNext();
            }
        }
    }

    public async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        int status,
        object? body = null,
        string? key = null
    )
    {
        using var request = Request(method, path);
        if (body is not null)
            request.Content = System.Net.Http.Json.JsonContent.Create(body);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await http!.SendAsync(request);
        return await answer.ShouldBeAsync(status);
    }

    private string Stream { get; } = $"academy/user:{person.Id}";

    private async Task<bool> SayAsync(Ask ask, Load load)
    {
        unanswered = ask;
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var sent = Stopwatch.GetTimestamp();
            if (await TryAsync(ask, load))
            {
                load.Acknowledged(Id, begun, sent);
                if (acknowledged.Count % ReadEvery == 0)
                    await ReadAsync();
                return true;
            }
            if (load.IsOver)
                return false;
            await Task.Delay(Pause);
        }
    }

    private async Task<bool> TryAsync(Ask ask, Load load)
    {
        load.Tried();
        history.Sent(client, Stream, ask.Key, ask.Effect);
        try
        {
            using var request = Request(ask.Method, ask.Path);
            request.Headers.Add("Idempotency-Key", ask.Key);
            if (ask.Body is not null)
                request.Content = System.Net.Http.Json.JsonContent.Create(ask.Body);
            using var answer = await http!.SendAsync(request);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, "503 without Retry-After");
                var code = (await answer.ShouldBeAsync(503)).Text("code");
                load.Failed(code);
                if (code is "service.unavailable" or "service.overloaded")
                    history.NotTaken(client, ask.Key, code);
                else
                    history.Unanswered(client, ask.Key);
                doors.TryNext();
                return false;
            }
            Take(ask, await answer.ShouldBeAsync(200));
            return true;
        }
        catch (Exception e) when (HasNoAnswer(e))
        {
            load.Failed(NoAnswer);
            history.Unanswered(client, ask.Key);
            doors.TryNext();
            return false;
        }
    }

    private void Take(Ask ask, JsonElement body)
    {
        var seq = body.TryGetProperty("seq", out var number) ? number.GetInt64() : (long?)null;
        history.Answered(client, ask.Key, body.ToString(), seq);
        if (unanswered != ask)
            return; // A repeat of what had been answered.
        unanswered = null;
        if (seq is { } completed)
            acknowledged.Add(new(ask.Enrollment, ask.Module, body.Id(), completed));
        else
            lastSpent = ask;
    }

    /// <summary>
    /// Reads what they have written, and a board, at every door that they know: never less than they know, and no
    /// failure but 503.
    /// </summary>
    private Task ReadAsync() => Task.WhenAll(doors.All.Select(ReadAsync));

    private async Task ReadAsync(Uri door)
    {
        var known = acknowledged.Count;
        foreach (var path in (string[])["/progress/overall", "/gamification/leaderboard?timeframe=weekly"])
        {
            try
            {
                using var silence = new CancellationTokenSource(Silence);
                using var request = Request(HttpMethod.Get, path, door);
                using var answer = await http!.SendAsync(request, silence.Token);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                    continue;
                var body = await answer.ShouldBeAsync(200);
                if (body.TryGetProperty("completedModules", out var completed))
                    Assert.True(completed.GetInt32() >= known, $"{known} completed, {completed} told at {door}");
            }
            catch (Exception e) when (HasNoAnswer(e))
            {
                // The fault of the round; reads are not repeated.
            }
        }
    }

    /// <summary>
    /// HttpClient lets a bare SocketException through when the server dies the moment it has accepted; and it is
    /// disposed of when the learner connects anew the moment they send (<see cref="ConnectAnew"/>).
    /// </summary>
    private static bool HasNoAnswer(Exception fault) =>
        fault
            is HttpRequestException
                or SocketException
                or IOException
                or TaskCanceledException
                or ObjectDisposedException;

    private HttpRequestMessage Request(HttpMethod method, string path, Uri? door = null)
    {
        var request = new HttpRequestMessage(method, new Uri(door ?? doors.Current, $"/api/v1{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}

/// <summary>A completion that was answered with 200.</summary>
internal sealed record Acknowledgement(Guid Enrollment, Guid Module, Guid Record, long Seq);

/// <summary>A command with its key, and what it is to bring about.</summary>
internal sealed record Ask(
    HttpMethod Method,
    string Path,
    string Key,
    string Effect,
    Guid Enrollment,
    Guid Module,
    object? Body
)
{
    public static Ask Complete(Guid enrollment, Guid module) =>
        new(
            HttpMethod.Post,
            $"/progress/mark-completed/{enrollment}/{module}",
            $"complete-{module}",
            Happenings.Completion(enrollment, module),
            enrollment,
            module,
            null
        );

    public static Ask Spend(Guid enrollment, Guid module, Guid record, int seconds) =>
        new(
            HttpMethod.Patch,
            $"/progress/{record}",
            $"spend-{module}-{seconds}",
            Happenings.Spent(enrollment, module, seconds),
            enrollment,
            module,
            new { secondsSpent = seconds }
        );
}
