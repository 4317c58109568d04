using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Api.Tests.Chat;

/// <summary>Rooms over the hub: real grains, a real journal and real sockets.</summary>
[Collection(OnSharedServer.Name)]
public sealed class ChatHubTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_command_id_twice_is_one_message_whichever_road_it_takes()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var sender = await Connect(ada);
        await using var reader = await Connect(bob);
        await reader.Subscribe($"room:{room}");

        var first = await sender.Invoke("SendMessage", room, "c-1", new { body = "Hello @all" });
        var again = await sender.Invoke("SendMessage", room, "c-1", new { body = "Hello @all" });
        var post = new PostMessage("Hello @all", null, [], []);
        var byAnotherRoad = await Room(room).Post(CallerOf(ada), new("c-1", post.HashOf(new(Guid.Parse(room)))), post);

        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(first.GetProperty("seq").GetInt64(), byAnotherRoad.Answer!.Seq);
        var posted = await reader.Until("Event", "chat.message-posted");
        Assert.Equal(
            ("Hello @all", "c-1"),
            (posted.GetProperty("data").Text("body"), posted.GetProperty("data").Text("commandId"))
        );
        Assert.Equal(first.GetProperty("seq").GetInt64(), posted.GetProperty("seq").GetInt64());
        await Refused("request.key-reused", () =>
            sender.Invoke("SendMessage", room, "c-1", new { body = "Something else" })
        );
        var next = await sender.Invoke("SendMessage", room, "c-2", new { body = "Next" });
        Assert.Equal(first.GetProperty("seq").GetInt64() + 1, next.GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task What_is_sent_again_through_the_other_door_is_one_command()
    {
        var (room, ada, _) = await GroupAsync();
        await using var author = await Connect(ada);
        var message = (await author.Invoke("SendMessage", room, "c-1", new { body = "One" })).Text("id");
        var path = $"/chat/rooms/{room}/messages/{message}";

        var edited = await author.Invoke("EditMessage", room, "c-2", message, new { body = "Two" });
        var again = await ada.SendAsync(HttpMethod.Patch, path, new { body = "Two" }, 200, "c-2");
        Assert.Equal(edited.GetProperty("seq").GetInt64(), again.GetProperty("seq").GetInt64());
        await ada.SendAsync(HttpMethod.Put, $"{path}/reactions/{Uri.EscapeDataString("🎉")}", null, 204, "c-3");
        await author.Invoke("React", room, "c-3", message, "🎉", true);
        await ada.SendAsync(HttpMethod.Delete, $"{path}/reactions/{Uri.EscapeDataString("🎉")}", null, 204, "c-4");
        await author.Invoke("React", room, "c-4", message, "🎉", false);
        await ada.SendAsync(HttpMethod.Delete, path, null, 204, "c-5");
        await author.Invoke("DeleteMessage", room, "c-5", message);

        // Under a known id nothing else is done.
        await ada.SendAsync(HttpMethod.Patch, path, new { body = "Three" }, 422, "c-2");
        await Refused("request.key-reused", () => author.Invoke("React", room, "c-3", message, "👍", true));
    }

    [Fact]
    public async Task What_is_edited_reacted_to_and_deleted_reaches_the_others_and_strangers_are_refused()
    {
        var (room, ada, bob) = await GroupAsync();
        var eve = await Server.SignInAsync();
        await using var author = await Connect(ada);
        await using var reader = await Connect(bob);
        await using var stranger = await Connect(eve);
        await reader.Subscribe($"room:{room}");
        var message = (await author.Invoke("SendMessage", room, "c-1", new { body = "One" })).Text("id");

        await author.Invoke("EditMessage", room, "c-2", message, new { body = "Two" });
        await reader.Invoke("React", room, "c-3", message, "🎉", true);
        await author.Invoke("DeleteMessage", room, "c-4", message);

        Assert.Equal("Two", (await reader.Until("Event", "chat.message-edited")).GetProperty("data").Text("body"));
        Assert.Equal("🎉", (await reader.Until("Event", "chat.reaction-added")).GetProperty("data").Text("emoji"));
        await reader.Until("Event", "chat.message-deleted");
        Assert.Equal("refused", (await stranger.Subscribe($"room:{room}")).Text("verdict"));
        await Refused("chat.room-not-found", () => stranger.Invoke("SendMessage", room, "c-1", new { body = "Hello" }));
        await Refused("chat.room-not-found", () => stranger.Invoke("Typing", room, true));
        await Refused("chat.room-not-found", () => stranger.Invoke("MarkRead", room, 1));
        await Refused("chat.message-not-found", () => author.Invoke("DeleteMessage", room, "c-5", Guid.NewGuid()));
        await Refused("request.validation", () =>
            author.Invoke("SendMessage", room, "not plain", new { body = "Hello" })
        );
        await Refused("request.validation", () =>
            author.Invoke("SendMessage", "no room", "c-6", new { body = "Hello" })
        );
        await Refused("request.validation", () => author.Invoke("SendMessage", room, "c-6", "no object"));
        await Refused("chat.body-length", () => author.Invoke("SendMessage", room, "c-6", new { body = " " }));
    }

    [Fact]
    public async Task A_removal_is_the_last_that_every_device_gets_and_whoever_is_back_goes_on()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var owner = await Connect(ada);
        await using var phone = await Connect(bob);
        await using var desk = await Connect(bob);
        await using var own = await Connect(bob);
        await phone.Subscribe($"room:{room}");
        var position = (await desk.Subscribe($"room:{room}")).GetProperty("seq").GetInt64();
        await own.Subscribe($"user:{bob.Id}");

        await Room(room).RemoveMember(CallerOf(ada), null, new(new(bob.Id)));
        var unseen = await owner.Invoke("SendMessage", room, "c-1", new { body = "Not for him" });

        foreach (var device in new[] { phone, desk })
        {
            var removed = await device.Until("Event", "chat.member-removed");
            Assert.Equal(position + 1, removed.GetProperty("seq").GetInt64());
            var (target, ended) = await device.Next();
            Assert.Equal(("Ended", StreamRefusals.AccessChanged), (target, ended.Text("reason")));
            Assert.Equal("refused", (await device.Subscribe($"room:{room}", ("any", position))).Text("verdict"));
            await Refused("chat.room-not-found", () =>
                device.Invoke("SendMessage", room, "c-2", new { body = "Still here?" })
            );
            Assert.False(device.HasPush);
        }
        Assert.Equal("removed", (await own.Until("Event", "chat.room-left")).GetProperty("data").Text("reason"));

        await Room(room).AddMembers(CallerOf(ada), null, new([new(bob.Id)]));
        var back = await phone.Subscribe($"room:{room}");
        Assert.Equal("snapshot", back.Text("verdict"));
        Assert.Equal(unseen.GetProperty("seq").GetInt64() + 1, back.GetProperty("seq").GetInt64());
        await owner.Invoke("SendMessage", room, "c-3", new { body = "Welcome back" });
        Assert.Equal(
            "Welcome back",
            (await phone.Until("Event", "chat.message-posted")).GetProperty("data").Text("body")
        );
    }

    [Fact]
    public async Task Who_types_is_shown_until_he_posts()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var writer = await Connect(ada);
        await using var reader = await Connect(bob);
        await reader.Subscribe($"room:{room}");

        await writer.Invoke("Typing", room, true);
        var typing = (await reader.Until("Signal", "chat.typing")).GetProperty("data");
        Assert.Equal(ada.Id, typing.GetProperty("users")[0].Id("userId"));
        Assert.Equal(1, typing.GetProperty("count").GetInt32());

        await writer.Invoke("SendMessage", room, "c-1", new { body = "Done" });
        Assert.Equal(
            0,
            (await reader.Until("Signal", "chat.typing")).GetProperty("data").GetProperty("count").GetInt32()
        );
    }

    [Fact]
    public async Task Who_types_and_says_no_more_has_stopped()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var writer = await Connect(ada);
        await using var reader = await Connect(bob);
        await reader.Subscribe($"room:{room}");
        await writer.Invoke("Typing", room, true);
        Assert.Equal(
            1,
            (await reader.Until("Signal", "chat.typing")).GetProperty("data").GetProperty("count").GetInt32()
        );
        await writer.DisposeAsync();
        Assert.Equal(
            0,
            (await reader.Until("Signal", "chat.typing")).GetProperty("data").GetProperty("count").GetInt32()
        );
    }

    [Fact]
    public async Task Who_is_here_is_told_as_changes_with_versions_and_can_be_asked()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var watching = await Connect(ada);
        await watching.Subscribe($"room:{room}");
        var alone = await PresenceUntil(watching, 1);

        var first = await Connect(bob);
        var second = await Connect(bob);
        await first.Subscribe($"room:{room}");
        await second.Subscribe($"room:{room}");
        var both = await PresenceUntil(watching, 2);
        Assert.Equal(bob.Id, both.GetProperty("joined")[0].GetGuid());
        Assert.True(both.GetProperty("version").GetInt64() > alone.GetProperty("version").GetInt64());

        var sockets = Server.Services.GetRequiredService<RealtimeMetrics>();
        var open = sockets.Connections;
        await first.DisposeAsync();
        await Within.Holds(() => sockets.Connections < open, () => "the end of one of their two sockets");
        var carol = await Server.SignInAsync();
        await Room(room).AddMembers(CallerOf(ada), null, new([new(carol.Id)]));
        await using var third = await Connect(carol);
        await third.Subscribe($"room:{room}");
        var more = (await watching.Until("Signal", "chat.presence")).GetProperty("data");
        Assert.Equal((3, carol.Id), (more.GetProperty("online").GetInt32(), more.GetProperty("joined")[0].GetGuid()));
        Assert.Empty(more.GetProperty("left").EnumerateArray()); // Bob is still here, on the other one.
        await second.DisposeAsync();
        var left = await PresenceUntil(watching, 2);
        Assert.Equal(bob.Id, left.GetProperty("left")[0].GetGuid());
        Assert.Equal(more.GetProperty("version").GetInt64() + 1, left.GetProperty("version").GetInt64());
        var asked = (await Room(room).GetPresence(CallerOf(bob))).Answer!;
        Assert.Equal((left.GetProperty("version").GetInt64(), 2), (asked.Version, asked.Online));
        Assert.Equal(new HashSet<UserId> { new(ada.Id), new(carol.Id) }, asked.UserIds!.ToHashSet());
    }

    [Fact]
    public async Task How_far_one_has_read_is_known_on_all_devices_and_to_the_others()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var author = await Connect(ada);
        await using var phone = await Connect(bob);
        await using var desk = await Connect(bob);
        await author.Subscribe($"room:{room}");
        await desk.Subscribe($"user:{bob.Id}");
        var seq = (await author.Invoke("SendMessage", room, "c-1", new { body = "Read me" }))
            .GetProperty("seq")
            .GetInt64();

        await phone.Invoke("MarkRead", room, seq + 1_000); // No further than there is something to read.

        var read = (await desk.Until("Event", "chat.read")).GetProperty("data").GetProperty("reads")[0];
        Assert.Equal((Guid.Parse(room), seq), (read.Id("roomId"), read.GetProperty("seq").GetInt64()));
        var seen = (await author.Until("Signal", "chat.read")).GetProperty("data").GetProperty("reads")[0];
        Assert.Equal((bob.Id, seq), (seen.Id("userId"), seen.GetProperty("seq").GetInt64()));
        var own = await phone.Subscribe($"user:{bob.Id}");
        Assert.Equal(
            seq,
            own.GetProperty("snapshot").GetProperty("chat").GetProperty("reads").GetProperty(room).GetInt64()
        );
        var members = (await phone.Subscribe($"room:{room}"))
            .GetProperty("snapshot")
            .GetProperty("members")
            .EnumerateArray();
        Assert.Equal(
            seq,
            members.Single(member => member.Id("userId") == bob.Id).GetProperty("lastReadSeq").GetInt64()
        );
    }

    [Fact]
    public async Task A_draft_is_the_same_on_all_devices_until_it_is_posted()
    {
        var (room, ada, _) = await GroupAsync();
        await using var phone = await Connect(ada);
        await using var desk = await Connect(ada);
        await desk.Subscribe($"user:{ada.Id}");

        await phone.Invoke("SaveDraft", room, new { body = "Half a sent" });

        Assert.Equal("Half a sent", (await desk.Until("Signal", "chat.draft-saved")).GetProperty("data").Text("body"));
        var snapshot = (await phone.Subscribe($"user:{ada.Id}")).GetProperty("snapshot").GetProperty("chat");
        Assert.Equal("Half a sent", snapshot.GetProperty("drafts").GetProperty(room).Text("body"));

        await desk.Invoke("SendMessage", room, "c-1", new { body = "Half a sentence." });
        foreach (var device in new[] { phone, desk })
            Assert.Equal(
                JsonValueKind.Null,
                (await device.Until("Signal", "chat.draft-saved")).GetProperty("data").GetProperty("body").ValueKind
            );
    }

    [Fact]
    public async Task Who_comes_back_by_number_is_told_the_drafts_that_were_saved_and_cleared_meanwhile()
    {
        var (room, ada, _) = await GroupAsync();
        var (kept, cleared) = (await RoomOfAsync(ada), await RoomOfAsync(ada));
        await using var phone = await Connect(ada);
        await phone.Invoke("SaveDraft", cleared, new { body = "To be cleared" });
        (string, long) position;
        await using (var desk = await Connect(ada))
        {
            var first = await desk.Subscribe($"user:{ada.Id}");
            position = (first.Text("epoch"), first.GetProperty("seq").GetInt64());
            Assert.Equal([cleared], await DraftsToldTo(desk));
        }
        await Task.WhenAll(
            phone.Invoke("SaveDraft", cleared, null),
            phone.Invoke("SaveDraft", kept, new { body = "Written while away" }),
            phone.Invoke("SaveDraft", room, new { body = "As well" })
        );

        await using var back = await Connect(ada);
        Assert.Equal("resumed", (await back.Subscribe($"user:{ada.Id}", position)).Text("verdict"));
        Assert.Equal(new HashSet<string> { kept, room }, await DraftsToldTo(back));
        // Also who has the same number once more.
        Assert.Equal("resumed", (await back.Subscribe($"user:{ada.Id}", position)).Text("verdict"));
        Assert.Equal(new HashSet<string> { kept, room }, await DraftsToldTo(back));

        static async Task<HashSet<string>> DraftsToldTo(HubClient client) =>
            [
                .. (await client.Until("Signal", "chat.drafts"))
                    .GetProperty("data")
                    .GetProperty("drafts")
                    .EnumerateObject()
                    .Select(draft => draft.Name),
            ];
    }

    [Fact]
    public async Task All_drafts_are_told_however_long_they_are()
    {
        var ada = await Server.SignInAsync();
        await using var phone = await Connect(ada);
        var rooms = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RoomOfAsync(ada)));
        foreach (var half in rooms.Chunk(4)) // As many calls as a connection may make at once.
            await Task.WhenAll(
                half.Select(room => phone.Invoke("SaveDraft", room, new { body = new string('ä', ChatLimits.BodyMax) }))
            );
        await using var desk = await Connect(ada);
        await desk.Subscribe($"user:{ada.Id}");
        var told = await desk.Until("Signal", "chat.drafts");
        Assert.True(
            told.GetRawText().Length > RealtimeLimits.QueuedBytesForSignals,
            "They are not long: the test tests nothing."
        );
        Assert.Equal(rooms.Length, told.GetProperty("data").GetProperty("drafts").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_draft_for_a_room_that_one_is_not_in_is_refused_as_over_http()
    {
        var (room, _, _) = await GroupAsync();
        await using var stranger = await Connect(await Server.SignInAsync());
        await Refused("chat.room-not-found", () => stranger.Invoke("SaveDraft", room, new { body = "Hello?" }));
    }

    [Fact]
    public async Task Whom_a_message_means_is_told_on_his_own_stream()
    {
        var (room, ada, bob) = await GroupAsync();
        await using var author = await Connect(ada);
        await using var own = await Connect(bob);
        await own.Subscribe($"user:{bob.Id}");
        var sent = await author.Invoke("SendMessage", room, "c-1", new { body = "Look", mentions = new[] { bob.Id } });
        var mentioned = (await own.Until("Event", "chat.mentioned")).GetProperty("data");
        Assert.Equal((sent.Text("id"), ada.Id), (mentioned.Text("id"), mentioned.Id("senderId")));
    }

    /// <summary>A group of two.</summary>
    private async Task<(string Room, Person Ada, Person Bob)> GroupAsync()
    {
        var (ada, bob) = (await Server.SignInAsync(), await Server.SignInAsync());
        var room = Guid.NewGuid().ToString();
        var created = await Room(room).Create(CallerOf(ada), null, new(RoomType.Group, null, [new(bob.Id)], "A group"));
        Assert.True(created.Accepted, created.Refusal?.Code);
        return (room, ada, bob);
    }

    /// <summary>A room of one's own.</summary>
    private async Task<string> RoomOfAsync(Person person)
    {
        var room = Guid.NewGuid().ToString();
        var created = await Room(room).Create(CallerOf(person), null, new(RoomType.Group, null, [], "My own"));
        Assert.True(created.Accepted, created.Refusal?.Code);
        return room;
    }

    private IChatRoomGrain Room(string room) =>
        Server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IChatRoomGrain>(GrainKey.Of(OrganizationId.Default, Guid.Parse(room)));

    private static Caller CallerOf(Person person) => new(OrganizationId.Default, new(person.Id), Role.Student);

    private static async Task<JsonElement> PresenceUntil(HubClient client, int online)
    {
        while (true)
        {
            var presence = (await client.Until("Signal", "chat.presence")).GetProperty("data");
            if (presence.GetProperty("online").GetInt32() == online)
                return presence;
        }
    }

    private static async Task Refused(string code, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(call);
        Assert.EndsWith($"HubException: {code}", refused.Message, StringComparison.Ordinal);
    }

    private Task<HubClient> Connect(Person person) =>
        HubClient.Connect(Server.Address, $"access_token={person.AccessToken}");
}
