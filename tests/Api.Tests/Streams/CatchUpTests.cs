using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Streams;

/// <summary>Reads that answer with what is there.</summary>
public sealed class CatchUpTests(HubOverFakes door) : IClassFixture<HubOverFakes>
{
    [Theory]
    [InlineData("")]
    [InlineData("&offset=-1")]
    public async Task A_stream_begins_with_a_snapshot(string offset)
    {
        var ada = Visitor.New();
        door.OwnerOf(ada).Commit(count: 2);

        var read = await ReadAsync(ada, ada.Stream, offset);

        Assert.Equal(200, read.Status);
        Assert.Equal(
            $$$"""[{"stream":"{{{ada.Stream}}}","epoch":"e1","seq":2,"type":"snapshot","at":null,"data":{"total":2}}]""",
            read.Body
        );
        Assert.Equal(
            ("e1.0000000000000002", true, "application/json", "no-store"),
            (
                read.Next,
                read.IsUpToDate,
                read.ContentHeaders.ContentType?.ToString(),
                read.Headers.CacheControl?.ToString()
            )
        );
        Assert.Null(read.Cursor);
    }

    [Fact]
    public async Task Behind_an_offset_there_is_exactly_what_followed_it_in_the_form_of_the_hub()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit(count: 2);
        await using var hub = await door.Connect(ada);
        await hub.Subscribe(ada.Stream);
        owner.Commit();

        var read = await ReadAsync(ada, ada.Stream, "&offset=e1.0000000000000002");
        Assert.Equal((await hub.Next()).Argument.GetRawText(), Assert.Single(read.Items).GetRawText());
        Assert.Equal(("e1.0000000000000003", true), (read.Next, read.IsUpToDate));

        var end = await ReadAsync(ada, ada.Stream, $"&offset={read.Next}");
        Assert.Equal((200, "[]", read.Next, true), (end.Status, end.Body, end.Next, end.IsUpToDate));
    }

    [Fact]
    public async Task Now_is_the_end_without_a_tag_and_so_is_what_HEAD_answers()
    {
        var ada = Visitor.New();
        door.OwnerOf(ada).Commit(count: 7);

        var now = await ReadAsync(ada, ada.Stream, "&offset=now");
        Assert.Equal(
            (200, "[]", "e1.0000000000000007", true, null),
            (now.Status, now.Body, now.Next, now.IsUpToDate, now.Tag)
        );
        var head = await door.Http.ReadAsync(AddressOf(ada, ada.Stream), method: HttpMethod.Head);
        Assert.Equal(
            (200, "", "e1.0000000000000007", "application/json"),
            (head.Status, head.Body, head.Next, head.ContentHeaders.ContentType?.ToString())
        );
        Assert.Equal("no-store", head.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("another.0000000000000001")]
    [InlineData("e1.0000000000000006")]
    public async Task An_offset_of_another_history_or_beyond_this_one_is_gone(string offset)
    {
        var ada = Visitor.New();
        door.OwnerOf(ada).Commit(count: 5);
        foreach (var live in new[] { "", "&live=long-poll", "&live=sse" })
        {
            var read = await ReadAsync(ada, ada.Stream, $"&offset={offset}{live}");
            Assert.Equal((410, "stream.offset-gone"), (read.Status, read.Code));
        }
    }

    [Fact]
    public async Task An_offset_that_is_too_far_behind_is_gone()
    {
        var ada = Visitor.New();
        door.OwnerOf(ada).Commit(count: ResumeLimits.EventsMax + 1);
        Assert.Equal(410, (await ReadAsync(ada, ada.Stream, "&offset=e1.0000000000000000")).Status);
        Assert.Equal(
            ResumeLimits.EventsMax,
            (await ReadAsync(ada, ada.Stream, "&offset=e1.0000000000000001")).Items.Length
        );
    }

    [Theory]
    [InlineData("&offset=")]
    [InlineData("&offset=0,1")]
    [InlineData("&offset=-1&offset=-1")]
    [InlineData("&offset=-1&live=for-ever")]
    [InlineData("&offset=-1&cursor=x")]
    [InlineData("&live=long-poll")]
    [InlineData("&live=sse")]
    public async Task What_the_protocol_does_not_know_is_refused(string query)
    {
        var read = await ReadAsync(Visitor.New(), "leaderboard:all", query);
        Assert.Equal((400, "request.validation"), (read.Status, read.Code));
    }

    [Fact]
    public async Task What_somebody_may_not_see_is_not_found_and_neither_is_what_does_not_exist()
    {
        var (ada, grace) = (Visitor.New(), Visitor.New());
        foreach (
            var stream in new[]
            {
                grace.Stream,
                $"account:{ada.Id}",
                "revocations:all",
                "nonsense",
                $"course:{Guid.Empty}",
            }
        )
        {
            foreach (var live in new[] { "", "&offset=-1&live=long-poll", "&offset=-1&live=sse" })
            {
                var read = await ReadAsync(ada, stream, live);
                Assert.Equal((404, "stream.not-found"), (read.Status, read.Code));
            }
        }
        Assert.Equal(200, (await ReadAsync(Visitor.New(Role.Admin), grace.Stream)).Status);
    }

    [Fact]
    public async Task A_tag_saves_reading_the_same_again()
    {
        var ada = Visitor.New();
        var owner = door.OwnerOf(ada);
        owner.Commit(count: 3);
        foreach (var offset in new[] { "&offset=-1", "&offset=e1.0000000000000001" })
        {
            var read = await ReadAsync(ada, ada.Stream, offset);
            var again = await ReadAsync(ada, ada.Stream, offset, read.Tag);
            Assert.Equal((304, "", read.Next, read.Tag), (again.Status, again.Body, again.Next, again.Tag));
            owner.Commit();
            var changed = await ReadAsync(ada, ada.Stream, offset, read.Tag);
            Assert.Equal(200, changed.Status);
            Assert.NotEqual(read.Tag, changed.Tag);
        }
    }

    [Fact]
    public async Task Of_a_board_there_is_whatever_is_newer()
    {
        var ada = Visitor.New();
        var (stream, board) = BoardOf(ada);
        board.Commit(count: 3);

        var read = await ReadAsync(ada, stream);
        Assert.Equal("e1.0000000000000003", read.Next);
        Assert.Empty((await ReadAsync(ada, stream, $"&offset={read.Next}")).Items);
        board.Commit(count: 2);
        var newer = await ReadAsync(ada, stream, $"&offset={read.Next}");
        Assert.Equal(
            (5, "snapshot"),
            (Assert.Single(newer.Items).GetProperty("seq").GetInt64(), newer.Items[0].GetProperty("type").GetString())
        );

        // Its owner began anew elsewhere, and counts from there.
        board.Restore("e2", keep: 1);
        var anew = await ReadAsync(ada, stream, $"&offset={newer.Next}");
        Assert.Equal((200, "e2.0000000000000001"), (anew.Status, anew.Next));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Streams_are_written_by_commands_only(string method)
    {
        var ada = Visitor.New();
        var refused = await door.Http.ReadAsync(AddressOf(ada, ada.Stream), method: new(method));
        Assert.Equal((405, "request.method-not-allowed"), (refused.Status, refused.Code));
        Assert.Equal(["GET", "HEAD"], refused.ContentHeaders.Allow);
        Assert.Contains("/api/v1/chat/rooms/{roomId}/messages", refused.Body, StringComparison.Ordinal);
        Assert.Equal(0, door.OwnerOf(ada).Joins);
    }

    private Task<StreamReply> ReadAsync(Visitor person, string stream, string query = "", string? ifNoneMatch = null) =>
        door.Http.ReadAsync(AddressOf(person, stream, query), ifNoneMatch);

    private string AddressOf(Visitor person, string stream, string query = "") =>
        $"{door.Address}api/v1/streams/{stream}?{person.Query}{query}";

    /// <summary>A board that no other test looks at.</summary>
    private (string Stream, FakeOwner Owner) BoardOf(Visitor person) =>
        ($"leaderboard:course-{person.Id}", door.Grains.Owner("leaderboard", $"academy/course-{person.Id}"));
}
