using System.Text.Json;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Grains.Chat;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;
using static Academy.Grains.Tests.Chat.RoomScenario;

namespace Academy.Grains.Tests.Chat.Messages;

/// <summary>What is written, changed and reacted to.</summary>
public sealed class RoomMessagesTests
{
    [Fact]
    public void Whoever_is_mentioned_is_told_and_whoever_has_posted_is_done_with_their_draft()
    {
        var room = Group(1, 2, 3);
        Assert.Equal([new ClearDraft(User(1), room.Now)], room.Effects(room.Posting(1)));
        var effects = room.Effects(room.Posting(1, "@", mentions: [User(2), User(1), User(9)]));
        Assert.Equal(new ClearDraft(User(1), room.Now), effects[0]);
        var told = Assert.IsType<NoticePeople>(effects[1]);
        Assert.Equal([User(2)], told.People);
        var id = MessageId.Of(Room, room.Head);
        Assert.Equal(
            new PersonalNotice(NoticeKind.Mentioned, Room, By: User(1), MessageId: id, Seq: room.Head),
            told.Notice
        );
    }

    [Fact]
    public void A_message_s_id_is_its_room_and_number()
    {
        var id = MessageId.Of(Room, 123_456_789_012);
        Assert.True(id.TryGetSeq(Room, out var seq));
        Assert.Equal(123_456_789_012, seq);
        Assert.False(id.TryGetSeq(new RoomId(Guid.NewGuid()), out _));
        Assert.False(new MessageId(Guid.NewGuid()).TryGetSeq(Room, out _));
        Assert.False(new MessageId(Guid.Empty).TryGetSeq(Room, out _));
        Assert.Equal(8, id.Value.Version);
        Assert.True(string.CompareOrdinal(MessageId.Of(Room, 255).ToString(), MessageId.Of(Room, 256).ToString()) < 0);
    }

    [Fact]
    public void Only_members_write_and_a_message_gets_the_number_after_the_head()
    {
        var room = Group(1, 2);
        room.Refuses(ChatRefusals.RoomNotFound, room.Posting(3));
        new RoomScenario().Refuses(ChatRefusals.RoomNotFound, r =>
            r.Post(Person(1), new WrittenMessage("", "", []), null, new Moment(default, 0))
        );
        var ahead = room
            .Core.Post(Person(2), new WrittenMessage("Hi", "sealed", []), null, new Moment(room.Now, 41))
            .Answer!;
        Assert.Equal((42, MessageId.Of(Room, 42)), (ahead.Seq, ahead.Id));
        Assert.Equal(2, room.Post(2).Seq);
    }

    [Fact]
    public void An_answer_to_an_answer_is_in_the_thread_of_the_first()
    {
        var room = Group(1, 2);
        var root = room.Post(1);
        var answer = room.Post(2, replyTo: root.Id);
        var posted = (MessagePosted)room.Decides(room.Posting(1, replyTo: answer.Id)).Single();
        Assert.Equal((answer.Id, root.Id), (posted.ReplyTo, posted.ThreadId));
        room.Refuses(ChatRefusals.MessageNotFound, room.Posting(1, replyTo: MessageId.Of(Room, 99)));
        room.Refuses(
            ChatRefusals.MessageNotFound,
            room.Posting(1, replyTo: MessageId.Of(new RoomId(Guid.NewGuid()), root.Seq))
        );
        room.Do(r => r.Delete(Person(1), root.Id, null));
        room.Refuses(ChatRefusals.MessageNotFound, room.Posting(2, replyTo: root.Id));
        // The thread of a root that is gone goes on.
        room.Post(2, replyTo: answer.Id);
    }

    [Fact]
    public void An_older_message_is_answered_by_what_the_shell_knows_of_it()
    {
        var room = Group(1, 2);
        var old = room.Post(1);
        for (var n = 0; n < 256; n++)
            room.Post(2);
        Assert.Null(room.Core.Marks.Find(old.Seq));
        room.Refuses(ChatRefusals.MessageNotFound, room.Posting(1, replyTo: old.Id));
        var known = new MessageFacts(old.Seq, User(1), Thread: 7);
        var written = new WrittenMessage("Yes", "sealed", [], old.Id);
        var posted = (MessagePosted)
            room.Core.Post(Person(2), written, known, new Moment(room.Now, room.Head)).Events.Single();
        Assert.Equal(MessageId.Of(Room, 7), posted.ThreadId);
        // What was read of it a moment ago does not know of its end.
        room.Do(r => r.Delete(Person(1), old.Id, known));
        room.Refuses(ChatRefusals.MessageNotFound, r =>
            r.Post(Person(2), written, known, new Moment(room.Now, room.Head))
        );
        room.Leaves(r => r.Delete(Person(1), old.Id, known));
    }

    [Fact]
    public void Only_its_author_edits_a_message_and_moderators_may_delete_it()
    {
        var room = Group(1, 2, 3);
        var message = room.Post(2);
        room.Refuses(ChatRefusals.NotYourMessage, r =>
            r.Edit(Person(1), message.Id, new WrittenMessage("x", "sealed", []), null, room.Moment)
        );
        room.Refuses(ChatRefusals.NotYourMessage, r => r.Delete(Person(3), message.Id, null));
        room.Refuses(ChatRefusals.RoomNotFound, r => r.Delete(Person(8), message.Id, null));
        room.Do(r => r.Edit(Person(2), message.Id, new WrittenMessage("x", "sealed", []), null, room.Moment));
        Assert.Equal(
            [new MessageDeleted(message.Id, message.Seq, User(1))],
            room.Decides(r => r.Delete(Person(1), message.Id, null))
        );
        room.Leaves(r => r.Delete(Admin, message.Id, null));
        room.Refuses(ChatRefusals.MessageNotFound, r =>
            r.Edit(Person(2), message.Id, new WrittenMessage("y", "sealed", []), null, room.Moment)
        );
    }

    [Fact]
    public void An_edit_tells_whom_it_adds_and_keeps_whom_it_mentioned_though_they_have_left()
    {
        var room = Group(1, 2, 3, 4);
        var message = room.Post(1, "@", mentions: [User(2)]);
        room.Do(r => r.RemoveMember(Person(2), User(2), room.Moment));
        var written = new WrittenMessage("@", "sealed", [User(2), User(3), User(3), User(1), User(9)])
        {
            MentionedBefore = [User(2)],
        };
        var decided = room.Core.Edit(Person(1), message.Id, written, null, room.Moment);
        Assert.Equal([User(2), User(3)], ((MessageEdited)decided.Events.Single()).Mentions);
        var told = Assert.IsType<NoticePeople>(Assert.Single(decided.Effects));
        Assert.Equal([User(3)], told.People);
        Assert.Equal((message.Id, message.Seq), (told.Notice.MessageId, told.Notice.Seq));
        // The outbox knows rows by their ids: this one is not that of the post.
        var posted = new NoticePeople(told.People, told.Notice);
        var stream = new StreamIdentity(OrganizationId.Default, new StreamName("room", Room.ToString()));
        Assert.NotEqual(posted.ToOutbox(stream).Id, told.ToOutbox(stream).Id);
    }

    [Theory]
    [InlineData("BAD")]
    [InlineData("not bad, is it")]
    [InlineData("**bad**")]
    public void What_may_not_be_posted_may_not_be_made_of_a_message_by_an_edit(string body)
    {
        var room = Group(1, 2);
        var message = room.Post(2, "good");
        var written = new WrittenMessage(body, "sealed", []);
        Decision<MessageReceipt> Edit(ChatRoom r) => r.Edit(Person(2), message.Id, written, null, room.Moment);
        room.Do(r => r.Change(Person(1), new ChangeRoom(null, 60, ["bad"])));
        room.Refuses(ChatRefusals.BlockedWord, room.Posting(2, body));
        room.Refuses(ChatRefusals.BlockedWord, Edit);
        room.Do(r => r.Change(Person(1), new ChangeRoom(null, null, [])));
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), true, null), room.Now));
        room.Refuses(ChatRefusals.MutedFor(null), room.Posting(2, body));
        room.Refuses(ChatRefusals.MutedFor(null), Edit);
        room.Do(r => r.Mute(Person(1), new MuteMember(User(2), false, null), room.Now));
        // Slow mode is about new messages.
        room.Post(2, "good");
        room.Do(Edit);
    }

    [Fact]
    public void Reactions_are_given_and_taken_back_once_also_before_anybody_else_knows()
    {
        var room = Group(1, 2);
        var message = room.Post(1);
        var (on, off) = (new React(message.Id, "👍", IsOn: true), new React(message.Id, "👍", IsOn: false));
        room.Leaves(r => r.React(Person(2), off, null, default, room.Now));
        room.Do(r => r.React(Person(2), on, null, default, room.Now));
        room.Leaves(r => r.React(Person(2), on, null, default, room.Now));
        Assert.IsType<ReactionRemoved>(room.Decides(r => r.React(Person(2), off, null, default, room.Now)).Single());
        var full = new ReactionFacts(IsOn: false, HasKind: false, Kinds: ChatLimits.ReactionKindsMax);
        room.Refuses(ChatRefusals.TooManyReactions, r => r.React(Person(2), on, null, full, room.Now));
        room.Do(r => r.React(Person(2), on, null, full with { HasKind = true }, room.Now));
    }

    [Fact]
    public void Moderators_pin_what_is_there_and_in_a_room_of_two_either_does()
    {
        var room = Group(1, 2);
        var message = room.Post(2);
        room.Refuses(ChatRefusals.ModeratorsOnly, r => r.Pin(Person(2), new PinMessage(message.Id, true), null));
        room.Do(r => r.Pin(Person(1), new PinMessage(message.Id, true), null));
        room.Leaves(r => r.Pin(Person(1), new PinMessage(message.Id, true), null));
        room.Do(r => r.Delete(Person(2), message.Id, null));
        Assert.Empty(room.Core.Pins);
        for (var n = 0; n < ChatLimits.PinsMax; n++)
            room.Do(r => r.Pin(Person(1), new PinMessage(room.Post(2).Id, true), null));
        room.Refuses(ChatRefusals.TooManyPins, r => r.Pin(Person(1), new PinMessage(room.Post(2).Id, true), null));

        var pair = Direct();
        var word = pair.Post(1);
        pair.Do(r => r.Pin(Person(2), new PinMessage(word.Id, true), null));
        pair.Refuses(ChatRefusals.RoomNotFound, r => r.Pin(Person(3), new PinMessage(word.Id, false), null));
    }

    [Fact]
    public void Mentioned_are_members_each_once_and_never_the_author()
    {
        var room = Group(1, 2, 3);
        var posted = (MessagePosted)
            room.Decides(room.Posting(1, "@all", null, User(2), User(1), User(2), User(8))).Single();
        Assert.Equal([User(2)], posted.Mentions);
        Assert.Null(((MessagePosted)room.Decides(room.Posting(1, "@me", null, User(1))).Single()).Mentions);
    }

    [Fact]
    public void What_is_past_keeping_is_there_for_nobody()
    {
        var room = Group(1, 2);
        var (old, kept) = (room.Post(1), room.Post(1));
        room.Do(r => r.Pin(Person(1), new PinMessage(old.Id, true), null));
        room.Do(r => r.Expire(old.Seq));
        room.Leaves(r => r.Expire(old.Seq));
        Assert.Empty(room.Core.Pins);
        room.Refuses(ChatRefusals.MessageNotFound, room.Posting(2, replyTo: old.Id));
        room.Post(2, replyTo: kept.Id);
    }

    [Fact]
    public void The_state_stays_small_however_much_is_written_and_comes_back_from_its_snapshot()
    {
        var room = Group(1, 2);
        for (var n = 0; n < 2_000; n++)
            room.Post(1 + n % 2, new string('x', 4_000));
        room.Do(r => r.React(Person(1), new React(MessageId.Of(Room, 2_000), "👍", true), null, default, room.Now));
        var json = JsonSerializer.SerializeToUtf8Bytes(room.Core, ChatJson.Default.ChatRoom);
        Assert.InRange(json.Length, 1, 40_000);
        var back = JsonSerializer.Deserialize(json, ChatJson.Default.ChatRoom)!;
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(back, ChatJson.Default.ChatRoom));
        Assert.Equal(User(2), back.Marks.Find(2_001)!.Sender);
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var room = Group(1, 2);
        var message = room.Post(1);
        var before = JsonSerializer.Serialize(room.Core, ChatJson.Default.ChatRoom);
        var copy = room.Core.Copy();
        copy.Apply(new MessageDeleted(message.Id, message.Seq, User(1)), 3, room.Now);
        copy.Apply(new ReactionAdded(message.Id, message.Seq, User(1), "👍"), 4, room.Now);
        copy.Apply(new MemberRemoved(User(2), null, RemovalReason.Left), 5, room.Now);
        copy.Apply(new RoomChanged("Other", 5, ["x"], User(1)), 6, room.Now);
        Assert.Equal(before, JsonSerializer.Serialize(room.Core, ChatJson.Default.ChatRoom));
        Assert.NotEqual(before, JsonSerializer.Serialize(copy, ChatJson.Default.ChatRoom));
    }
}
