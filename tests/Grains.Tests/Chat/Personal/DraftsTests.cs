using System.Text;
using System.Text.Json;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;
using Academy.Users;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Personal;

/// <summary>What people have begun to write, in grain storage on PostgreSQL.</summary>
public sealed class DraftsTests : IAsyncLifetime
{
    private const string Words = "Half a canary sentence";

    private RunningAcademy academy = null!;
    private Caller ada = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        ada = await academy.PersonAsync("Ada");
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_draft_is_stored_sealed_when_it_is_answered_and_there_after_a_restart()
    {
        // Somebody else posts: a post clears its author's draft, and may do so after the draft was saved.
        var eve = await academy.PersonAsync("Eve");
        var (id, room) = await academy.GroupAsync(ada, eve);
        var said = await room.SayAsync(eve, "Something");
        Accept(await Drafts.Save(ada, null, id, new Draft(Words, said.Id)));
        var stored = await StoredAsync();
        Assert.DoesNotContain("canary", stored, StringComparison.Ordinal);
        Assert.Contains($"v1.{ada.User.Value:N}.", stored, StringComparison.Ordinal);
        Assert.Equal(
            "drafts academy academy/" + ada.User,
            await academy.QueryAsync<string>(
                "select concat_ws(' ', graintypestring, serviceid, grainidextensionstring) from orleansstorage"
            )
        );

        academy = await academy.RestartAsync();
        var draft = Assert.Single((await Drafts.Get()).Drafts);
        Assert.Equal((id, Words, said.Id), (draft.Key, draft.Value.Body, draft.Value.ReplyTo));
        Assert.Equal(
            Words,
            (await SnapshotAsync()).GetProperty("drafts").GetProperty($"{id}").GetProperty("body").GetString()
        );
    }

    [Fact]
    public async Task Who_posts_has_no_draft_any_more_and_no_row_is_left()
    {
        var (id, room) = await academy.GroupAsync(ada);
        Accept(await Drafts.Save(ada, null, id, new Draft(Words, null)));
        await room.SayAsync(ada, "A whole sentence");
        await RowsAsync(0);
        // Answered when it is done: the row goes a moment before what the grain shows.
        Accept(await Drafts.Save(ada, null, id, null));
        Assert.Empty((await Drafts.Get()).Drafts);
        // The row that is gone had a version; the next one begins anew.
        Accept(await Drafts.Save(ada, null, id, new Draft("Next", null)));
        Accept(await Drafts.Save(ada, null, id, null));
        await RowsAsync(0);
    }

    [Fact]
    public async Task Devices_hear_of_what_is_saved_and_cleared_and_of_all_of_it_when_they_have_subscribed()
    {
        var (id, _) = await academy.GroupAsync(ada);
        var watcher = Watcher.Of(academy.Grains);
        await Owner
            .Stream()
            .Watch(watcher.Reference, new(ada.Organization, new("user", $"{ada.User}"), Audience.Self), null);
        await JoinedAsync();
        var head = await HeadAsync();
        Accept(await Drafts.Save(ada, null, id, new Draft(Words, null)));
        Assert.Equal((id.Value, Words), Saved(await watcher.NextSignal("chat.draft-saved")));
        await Owner.SignalLatest();
        var all = await watcher.NextSignal("chat.drafts");
        Assert.Equal(Words, Json(all).GetProperty("drafts").GetProperty($"{id}").GetProperty("body").GetString());
        Accept(await Drafts.Save(ada, null, id, null));
        Assert.Equal((id.Value, null), Saved(await watcher.NextSignal("chat.draft-saved")));
        await Owner.SignalLatest();
        Assert.Equal("""{"drafts":{}}""", Json(await watcher.NextSignal("chat.drafts")).GetRawText());
        Assert.Equal(head, await HeadAsync());
    }

    [Fact]
    public async Task Drafts_are_their_author_s_alone_and_no_longer_than_a_message()
    {
        var ben = await academy.PersonAsync("Ben");
        var (id, _) = await academy.GroupAsync(ada, ben);
        Assert.Equal(CommandRefusals.Forbidden, (await Drafts.Save(ben, null, id, new Draft(Words, null))).Refusal);
        Assert.Equal(
            ChatRefusals.BodyLength,
            (await Drafts.Save(ada, null, id, new Draft(new('x', ChatLimits.BodyMax + 1), null))).Refusal
        );
        Assert.Equal(ChatRefusals.TextInvalid, (await Drafts.Save(ada, null, id, new Draft("\0", null))).Refusal);
        await RowsAsync(0);
    }

    [Fact]
    public async Task A_repeated_save_changes_nothing_and_another_request_of_its_id_is_refused()
    {
        var (id, _) = await academy.GroupAsync(ada);
        Accept(await Drafts.Save(ada, Key("one"), id, new Draft("First", null)));
        Accept(await Drafts.Save(ada, Key("two"), id, new Draft("Second", null)));
        academy = await academy.RestartAsync();
        Accept(await Drafts.Save(ada, Key("one"), id, new Draft("First", null)));
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await Drafts.Save(ada, new("one", "another"), id, new Draft("Other", null))).Refusal
        );
        Assert.Equal("Second", (await Drafts.Get()).Drafts[id].Body);
    }

    [Fact]
    public async Task Who_is_taken_out_of_a_room_keeps_no_draft_there()
    {
        var ben = await academy.PersonAsync("Ben");
        var (id, room) = await academy.GroupAsync(ben, ada);
        Accept(await Drafts.Save(ada, null, id, new Draft(Words, null)));
        Accept(await room.RemoveMember(ben, null, new RemoveMember(ada.User)));
        await RowsAsync(0);
    }

    [Fact]
    public async Task Of_an_erased_person_nothing_is_stored_or_held()
    {
        var other = await academy.PersonAsync("Ben");
        var (id, _) = await academy.GroupAsync(ada, other);
        Accept(await Drafts.Save(ada, null, id, new Draft(Words, null)));
        Accept(await academy.Grains.GetGrain<IDraftsGrain>(other.Key).Save(other, null, id, new Draft("Kept", null)));
        await academy.Services.GetRequiredService<IPersonVault>().EraseAsync(ada.User.Value, default);
        Assert.Equal(
            "academy/" + other.User,
            await academy.QueryAsync<string>("select string_agg(grainidextensionstring, ' ') from orleansstorage")
        );
        await Drafts.Forget();
        Assert.Empty((await Drafts.Get()).Drafts);
        Assert.Equal("{}", (await SnapshotAsync()).GetProperty("drafts").GetRawText());
        Assert.Equal(
            "academy/" + other.User,
            await academy.QueryAsync<string>("select string_agg(grainidextensionstring, ' ') from orleansstorage")
        );
    }

    [Fact]
    public async Task A_stream_with_drafts_of_an_earlier_release_is_opened_and_they_are_bare_numbers()
    {
        var (id, _) = await academy.GroupAsync(ada);
        var text = await academy.Services.GetRequiredService<IPersonVault>().SealAsync(ada.User.Value, Words, default);
        var stream = $"academy/user:{ada.User}";
        await JoinedAsync();
        var head = await HeadAsync();
        var epoch = (await Owner.Stream().Join(ada, null)).Epoch;
        academy = await RestartWithAsync(
            $$"""
            insert into events (stream, seq, type, version, data, actor, at) values
            ('{{stream}}', {{head
                + 1}}, 'chat.draft-saved', 1, '{"roomId":"{{id}}","text":"{{text}}"}', '{{ada.User}}', now()),
            ('{{stream}}', {{head + 2}}, 'chat.draft-saved', 1, '{"roomId":"{{id}}"}', '{{ada.User}}', now()),
            ('{{stream}}', {{head
                + 3}}, 'chat.draft-saved', 1, '{"roomId":"{{id}}","text":"{{text}}"}', '{{ada.User}}', now())
            """
        );
        var resumed = await Owner.Stream().Join(ada, new StreamCursor(epoch, head));
        Assert.Equal((StreamVerdict.Resumed, head + 3), (resumed.Verdict, resumed.Seq));
        Assert.Equal(["none", "none", "none"], resumed.Messages.Select(message => message.Type));
        Assert.Equal("{}", (await SnapshotAsync()).GetProperty("drafts").GetRawText());
    }

    private IDraftsGrain Drafts => academy.Grains.GetGrain<IDraftsGrain>(ada.Key);

    private IUserGrain Owner => academy.Grains.GetGrain<IUserGrain>(ada.Key);

    private CommandKey Key(string id) => academy.Key(id);

    private async Task<JsonElement> SnapshotAsync() =>
        (await Owner.Stream().Join(ada, null)).SnapshotJson().GetProperty("chat");

    private async Task<string> StoredAsync() =>
        Encoding.UTF8.GetString(await academy.QueryAsync<byte[]>("select payloadbinary from orleansstorage"));

    private Task<long> HeadAsync() =>
        academy.QueryAsync<long>($"select coalesce(max(seq), 0) from events where stream = 'academy/user:{ada.User}'");

    /// <summary>Their stream knows of the room: nothing else comes to it by itself.</summary>
    private Task JoinedAsync() =>
        EventuallyAsync(
            $"select count(*) from events where stream = 'academy/user:{ada.User}' and type = 'chat.room-joined'",
            1
        );

    private Task RowsAsync(long expected) => EventuallyAsync("select count(*) from orleansstorage", expected);

    private async Task EventuallyAsync(string count, long expected)
    {
        for (var look = 0; await academy.QueryAsync<long>(count) is var found && found != expected; look++)
        {
            Assert.True(look < 1_000, $"After 20 s {count} answers {found}, not {expected}.");
            await Task.Delay(20);
        }
    }

    /// <summary>Another process on the same database, in which this was written by the release before.</summary>
    private async Task<RunningAcademy> RestartWithAsync(string sql)
    {
        await academy.RunAsync(sql);
        return await academy.RestartAsync();
    }

    private static (Guid Room, string? Body) Saved(StreamSignal signal)
    {
        var data = Json(signal);
        return (data.GetProperty("roomId").GetGuid(), data.GetProperty("body").GetString());
    }

    private static JsonElement Json(StreamSignal signal)
    {
        using var json = JsonDocument.Parse(signal.Data);
        return json.RootElement.Clone();
    }
}
