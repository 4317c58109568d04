using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;
using Microsoft.Extensions.Time.Testing;
using Socket = System.Net.Sockets.Socket;

namespace Academy.Api.Tests.Streams;

/// <summary>Reads that wait for what comes: without a gap, bounded, and over when the access is.</summary>
public sealed class LiveReadTests(HubOverFakes door) : IClassFixture<HubOverFakes>
{
    private const string End = "&offset=now&live=long-poll";

    [Fact]
    public async Task A_long_poll_answers_at_once_with_what_is_there()
    {
        var ada = Visitor.New();
        door.OwnerOf(ada).Commit(count: 3);
        var read = await ReadAsync(ada, "&offset=e1.0000000000000001&live=long-poll");
        Assert.Equal([2, 3], read.Items.Seqs());
        Assert.Equal((200, "e1.0000000000000003", true), (read.Status, read.Next, read.IsUpToDate));
        Assert.Matches("^[0-9]+$", read.Cursor);
    }

    [Fact]
    public async Task A_long_poll_waits_for_what_comes()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit();
        foreach (var offset in new[] { "now", "e1.0000000000000002" })
        {
            var reading = ReadAsync(ada, $"&offset={offset}&live=long-poll");
            await WaitingAsync(ada, 1);
            owner.Commit();
            var read = await reading;
            Assert.Equal(200, read.Status);
            Assert.Equal([owner.Head], read.Items.Seqs());
            Assert.Equal($"e1.{owner.Head:D16}", read.Next);
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_however_soon_it_comes_back()
    {
        var ada = Visitor.New();
        var first = await ReadAsync(ada, "&offset=-1&live=long-poll");
        var second = await ReadAsync(ada, $"&offset=-1&live=long-poll&cursor={first.Cursor}");
        Assert.True(long.Parse(second.Cursor!) > long.Parse(first.Cursor!), $"{first.Cursor}, then {second.Cursor}");
    }

    [Fact]
    public async Task In_vain_a_long_poll_waits_for_a_while_and_events_go_on_for_a_while()
    {
        var clock = new FakeTimeProvider();
        var later = new HubOverFakes(clock);
        await later.InitializeAsync();
        try
        {
            var ada = Visitor.New();
            later.OwnerOf(ada).Commit(count: 4);
            using var events = await later.Http.FollowAsync(AddressOf(later, ada, "&offset=now&live=sse"));
            await events.ControlAsync();
            var began = clock.GetTimestamp();
            var reading = later.Http.ReadAsync(AddressOf(later, ada, End));
            await Within.Holds(() => Advance(reading), () => "the end of a long poll");
            Assert.True(
                clock.GetElapsedTime(began) >= RealtimeLimits.LongPollFor,
                $"It waited {clock.GetElapsedTime(began)}."
            );
            var read = await reading;
            Assert.Equal((204, "", "e1.0000000000000004", true), (read.Status, read.Body, read.Next, read.IsUpToDate));
            Assert.Matches("^[0-9]+$", read.Cursor);

            var ended = events.EventAsync();
            await Within.Holds(() => Advance(ended), () => "the end of the events");
            Assert.Null(await ended);
            Assert.True(
                clock.GetElapsedTime(began) >= RealtimeLimits.EventStreamFor,
                $"They went on for {clock.GetElapsedTime(began)}."
            );
            Assert.Equal("e1.0000000000000004", events.Next);
        }
        finally
        {
            await later.DisposeAsync();
        }

        bool Advance(Task until)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return until.IsCompleted;
        }
    }

    [Fact]
    public async Task Events_begin_with_what_is_there_and_go_on_with_what_comes()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit(count: 2);
        using var events = await FollowAsync(ada, "&offset=-1&live=sse");
        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("snapshot", Assert.Single(await events.ItemsAsync()).GetProperty("type").GetString());

        for (var i = 0; i < 5; i++)
        {
            owner.Commit(count: 2);
            await events.ExpectAsync(owner.Head - 1, owner.Head);
            Assert.Equal($"e1.{owner.Head:D16}", events.Next);
        }
        // Where it was told to go on, it goes on.
        using var again = await FollowAsync(ada, $"&offset={events.Next}&live=sse");
        var control = await again.ControlAsync();
        Assert.True(control.GetProperty("upToDate").GetBoolean());
        owner.Commit();
        await again.ExpectAsync(owner.Head);
    }

    /// <summary>
    /// The node hears of an event while the answer that does not have it is on its way, and misses another.
    /// </summary>
    [Fact]
    public async Task Nothing_falls_between_the_answer_and_what_follows()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit(count: 5);
        using var first = await FollowAsync(ada, "&offset=now&live=sse");
        await first.ControlAsync();
        owner.OnItsWay = async () =>
        {
            owner.OnItsWay = () => Task.CompletedTask;
            owner.Commit();
            await first.ExpectAsync(6);
        };
        using var second = await FollowAsync(ada, "&offset=e1.0000000000000004&live=sse");
        owner.Losses.Enqueue(true);
        owner.Commit();
        owner.Commit();
        await second.ExpectAsync(5, 6, 7, 8);
    }

    [Fact]
    public async Task Of_a_board_only_the_latest_counts()
    {
        var ada = Visitor.New();
        var (stream, board) = (
            $"leaderboard:course-{ada.Id}",
            door.Grains.Owner("leaderboard", $"academy/course-{ada.Id}")
        );
        board.Commit();
        using var events = await door.Http.FollowAsync(AddressOf(door, ada, "&offset=-1&live=sse", stream));
        await events.ItemsAsync();
        board.Commit(count: 20);
        await events.ExpectAsync(21);
    }

    [Fact]
    public async Task The_event_that_ends_an_access_is_the_last()
    {
        var (ada, grace) = (Visitor.New(), Visitor.New(Role.Admin));
        var owner = door.OwnerOf(ada);
        using var events = await FollowAsync(grace, "&offset=now&live=sse", ada.Stream);
        await events.ControlAsync();
        var reading = ReadAsync(grace, End, ada.Stream);
        await WaitingAsync(grace, 2);

        owner.Commit(null, [new UserId(grace.Id)], null);
        owner.Commit();

        await events.ExpectAsync(1, 2);
        Assert.Null(await events.EventAsync());
        var read = await reading;
        Assert.Equal([1, 2], read.Items.Seqs());
        owner.AudienceOf = caller => caller.User == new UserId(ada.Id) ? Audience.Self : null;
        Assert.Equal(404, (await ReadAsync(grace, $"&offset={events.Next}", ada.Stream)).Status);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("role")]
    [InlineData("stream")]
    public async Task What_is_revoked_ends_reads_that_wait(string what)
    {
        var (ada, grace) = (Visitor.New(), Visitor.New(Role.Admin));
        var owner = door.OwnerOf(ada);
        using var own = await FollowAsync(ada, "&offset=now&live=sse");
        await own.ControlAsync();
        using var events = await FollowAsync(grace, "&offset=now&live=sse", ada.Stream);
        await events.ControlAsync();
        var reading = ReadAsync(grace, End, ada.Stream);
        await WaitingAsync(grace, 2);

        door.Revoking.Take(
            new(
                OrganizationId.Default,
                what == "session" ? null : new UserId(grace.Id),
                what == "session" ? new SessionId(grace.Session) : null,
                what == "role" ? Role.Student : null,
                what == "stream" ? ada.Stream : null,
                DateTimeOffset.UnixEpoch
            )
        );
        owner.Commit();

        Assert.Null(await events.EventAsync());
        Assert.Equal((204, "e1.0000000000000000"), ((await reading).Status, (await reading).Next));
        await own.ExpectAsync(1);
        // What was revoked before it is added ends a read as well.
        if (what != "stream")
            Assert.Equal(204, (await ReadAsync(grace, End, ada.Stream)).Status);
    }

    [Fact]
    public async Task While_nobody_knows_what_was_revoked_nothing_is_handed_out()
    {
        var later = new HubOverFakes();
        await later.InitializeAsync();
        try
        {
            var ada = Visitor.New();
            using var events = await later.Http.FollowAsync(AddressOf(later, ada, "&offset=now&live=sse"));
            await events.ControlAsync();
            later.Freshness.Begin();
            await Within.Holds(() => !later.Freshness.Holds, () => "it still holds");
            later.OwnerOf(ada).Commit();
            var next = events.EventAsync();
            await Task.Delay(100);
            Assert.False(next.IsCompleted);
            later.Freshness.Confirm(TimeProvider.System.GetTimestamp());
            Assert.Equal("data", (await next)?.Type);
        }
        finally
        {
            await later.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_and_goes_on_where_they_were()
    {
        const int EventBytes = 100_000;
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(door.Address.Host, door.Address.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {new Uri(AddressOf(door, ada, "&offset=now&live=sse")).PathAndQuery} HTTP/1.1\r\n"
                    + "Host: academy\r\n\r\n"
            )
        );
        await WaitingAsync(ada, 1);
        using var keen = await FollowAsync(ada, "&offset=now&live=sse");
        await keen.ControlAsync();

        for (var committed = 1L; door.ReadsOf(ada) > 1; committed++)
        {
            Assert.True(committed < 500, "Who does not read is still there.");
            owner.Commit(bytes: EventBytes);
            await keen.ExpectAsync(committed);
        }
        var told = Regex.Matches(await RestOfAsync(socket), "\"streamNextOffset\":\"([^\"]+)\"")[^1].Groups[1].Value;
        using var again = await FollowAsync(ada, $"&offset={told}&live=sse");
        var next = await again.EventAsync();
        Assert.Equal(long.Parse(told.Split('.')[1]) + 1, next!.Value.Data[0].GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task A_session_has_so_many_live_reads_and_no_more()
    {
        var ada = Visitor.New();
        var reading = Enumerable
            .Range(0, RealtimeLimits.LiveReadsPerSession)
            .Select(_ => ReadAsync(ada, End))
            .ToArray();
        await WaitingAsync(ada, RealtimeLimits.LiveReadsPerSession);
        var refused = await ReadAsync(ada, End);
        Assert.Equal((429, "stream.too-many-reads"), (refused.Status, refused.Code));
        Assert.Equal(200, (await ReadAsync(ada, "&offset=-1")).Status);
        door.OwnerOf(ada).Commit();
        Assert.All(await Task.WhenAll(reading), read => Assert.Equal(200, read.Status));
        Assert.Equal(0, door.ReadsOf(ada));
    }

    [Fact]
    public async Task A_restored_history_ends_a_read_and_its_offset_is_gone()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit(count: 5);
        using var events = await FollowAsync(ada, "&offset=now&live=sse");
        await events.ControlAsync();
        owner.Restore("e2", keep: 3);
        Assert.Null(await events.EventAsync()); // The renewal of the watch finds out.
        Assert.Equal(410, (await ReadAsync(ada, $"&offset={events.Next}&live=long-poll")).Status);
    }

    [Fact]
    public async Task A_server_that_stops_waits_for_nobody()
    {
        var later = new HubOverFakes();
        await later.InitializeAsync();
        var ada = Visitor.New();
        using var events = await later.Http.FollowAsync(AddressOf(later, ada, "&offset=now&live=sse"));
        await events.ControlAsync();
        var reading = later.Http.ReadAsync(AddressOf(later, ada, End));
        await Within.Holds(() => later.ReadsOf(ada) == 2 && later.AllReadsWait, () => "the live reads");
        later.BeginToStop();
        Assert.Equal(204, (await reading).Status);
        Assert.Null(await events.EventAsync());
        await later.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_leaves_a_cluster_sends_reads_away_like_sockets()
    {
        var ada = Visitor.New();
        using var events = await FollowAsync(ada, "&offset=now&live=sse");
        await events.ControlAsync();
        var reading = ReadAsync(ada, End);
        await WaitingAsync(ada, 2);
        await door.SendAwayAsync();
        Assert.Null(await events.EventAsync());
        var read = await reading;
        Assert.Equal((204, events.Next), (read.Status, read.Next));
    }

    [Fact]
    public async Task Nothing_is_left_of_reads_whose_clients_have_gone()
    {
        var ada = Visitor.New();
        for (var i = 0; i < 20; i++)
        {
            using var gone = new HttpClient();
            using var events = await gone.FollowAsync(AddressOf(door, ada, "&offset=now&live=sse"));
            await events.ControlAsync();
        }
        await Within.Holds(() => door.ReadsOf(ada) == 0, () => $"{door.ReadsOf(ada)} live reads are left");
    }

    private Task WaitingAsync(Visitor person, int count) =>
        Within.Holds(
            () => door.ReadsOf(person) == count && door.AllReadsWait,
            () => $"{door.ReadsOf(person)} live reads, not {count}"
        );

    /// <summary>What reached a client before its connection was torn down.</summary>
    private static async Task<string> RestOfAsync(Socket socket)
    {
        var got = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (
                await Within.Time(socket.ReceiveAsync(buffer), "the end of a connection that was cut off")
                    is > 0
                        and var read
            )
                got.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Torn down.
        }
        return got.ToString();
    }

    private Task<StreamReply> ReadAsync(Visitor person, string query, string? stream = null) =>
        door.Http.ReadAsync(AddressOf(door, person, query, stream));

    private Task<EventStreamReader> FollowAsync(Visitor person, string query, string? stream = null) =>
        door.Http.FollowAsync(AddressOf(door, person, query, stream));

    private static string AddressOf(HubOverFakes door, Visitor person, string query, string? stream = null) =>
        $"{door.Address}api/v1/streams/{stream ?? person.Stream}?{person.Query}{query}";
}
