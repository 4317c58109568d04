using System.Diagnostics;
using System.Net.Http.Headers;

namespace Academy.Load;

/// <summary>
/// A room in which very much was written, through the hub like everything: how long it takes until it answers after its
/// server was restarted, beside a room in which little was.
/// </summary>
internal sealed class ChatActivation(LoadOptions options, ServerUnderTest server, PreparedCourse course)
{
    private const int ConnectingAtATime = 64;
    private const int FewMessages = 300;

    /// <summary>Messages that wait for their answer at most.</summary>
    private const int UnderWayMax = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private int sent;
    private int answered;

    public async Task<string> Run()
    {
        var api = new AcademyApi(server.Address);
        var rooms = new string[3];
        for (var i = 0; i < rooms.Length; i++)
            rooms[i] = await api.PrepareRoom($"Room {i + 1}", course.Learners);
        var (warm, small, large) = (rooms[0], rooms[1], rooms[2]);
        var crowd = new Crowd(
            server.Addresses,
            course
                .Learners.Take(options.Sockets)
                .Select((learner, i) => new HubSocket(i, learner, $"user:{learner.Id}") { Taken = Take })
        );
        crowd.Connect(crowd.Sockets, ConnectingAtATime);
        Write(crowd, warm, FewMessages);
        Write(crowd, small, FewMessages);
        var began = Stopwatch.GetTimestamp();
        Write(crowd, large, options.Messages);
        var wrote = Stopwatch.GetElapsedTime(began);

        var (ofSmall, ofLarge, ofLargeAfterKill) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds * 2; round++)
        {
            if (round < options.Rounds)
                await server.Nodes[0].StopAsync();
            else
                await server.Nodes[0].KillAsync();
            await server.Nodes[0].StartAsync();
            await First(warm); // Code is compiled, and connections are open.
            await First(warm, again: true);
            ofSmall.Add(await First(small));
            (round < options.Rounds ? ofLarge : ofLargeAfterKill).Add(await First(large));
        }
        return Report.Json(
            new
            {
                Workload = LoadOptions.ChatActivation,
                options.Messages,
                Members = course.Learners.Length,
                WrittenPerSecond = Math.Round(options.Messages / wrote.TotalSeconds),
                FirstAnswerOfSmallMs = ofSmall.Order(),
                FirstAnswerMs = ofLarge.Order(),
                FirstAnswerAfterKillMs = ofLargeAfterKill.Order(),
            }
        );
    }

    /// <summary>The newest page of the history, asked of the room's owner and of its table.</summary>
    private async Task<double> First(string room, bool again = false)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            course.Learners[again ? 1 : 0].Token
        );
        (await http.GetAsync("health/live")).EnsureSuccessStatusCode();
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync($"api/v1/chat/rooms/{room}/messages?limit=50");
        answer.EnsureSuccessStatusCode();
        return Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 1);
    }

    private void Write(Crowd crowd, string room, int messages)
    {
        var (first, last) = (sent, sent + messages);
        while (answered < last)
        {
            for (; sent < last && sent - answered < UnderWayMax; sent++)
                crowd
                    .Sockets[sent % crowd.Sockets.Length]
                    .Invoke(
                        sent,
                        "SendMessage",
                        $"\"{room}\",\"fill-{room}-{sent - first}\",{{\"body\":\"Message {sent - first} of many.\"}}"
                    );
            var before = answered;
            if (!crowd.RunUntil(() => answered > before, Patience))
                throw new TimeoutException($"{answered - first} of {messages} messages were answered.");
        }
    }

    private void Take(HubSocket socket, ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("{\"type\":3"u8))
            return;
        answered++;
        if (message.IndexOf("\"error\":"u8) >= 0)
            throw new InvalidOperationException(
                $"A message was refused: {System.Text.Encoding.UTF8.GetString(message)}"
            );
    }
}
