using Academy.Accounts;
using Academy.Grains.Chat.Presence;
using Academy.Streams;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>Who types and who is here, as a room's owner knows it. No host: the time is handed in.</summary>
public sealed class RoomLifeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly UserId Ada = Numbered(1);
    private static readonly UserId Bob = Numbered(2);

    private readonly TypingTracker typers = new();
    private readonly PresenceTracker attendance = new(began: 0);

    [Fact]
    public void Who_does_not_go_on_typing_has_stopped()
    {
        Assert.True(typers.Note(Ada, isTyping: true, Noon));
        Assert.True(typers.Note(Bob, isTyping: true, Noon.AddSeconds(3)));
        Assert.False(typers.Expire(Noon.AddSeconds(5)));
        Assert.True(typers.Expire(Noon.AddSeconds(6)));
        Assert.Equal([Bob], typers.Tell(Noon.AddSeconds(6)));
    }

    [Fact]
    public void Going_on_typing_is_told_again_only_now_and_then()
    {
        typers.Note(Ada, isTyping: true, Noon);
        typers.Tell(Noon);
        Assert.False(typers.Note(Ada, isTyping: true, Noon.AddSeconds(2)));
        Assert.True(typers.Note(Ada, isTyping: true, Noon.AddSeconds(3)));
        Assert.False(typers.Expire(Noon.AddSeconds(8)));
    }

    [Fact]
    public void Somebody_is_here_from_his_first_connection_to_the_end_of_his_last()
    {
        attendance.Note(Whole("a", 1, Ada), Noon);
        attendance.Note(Whole("b", 1, Ada, Bob), Noon);
        Told([Ada, Bob], []);
        attendance.Note(Change("a", 2, left: [Ada]), Noon);
        Assert.False(attendance.HasNews);
        attendance.Note(Change("b", 2, left: [Ada]), Noon);
        Told([], [Ada]);
        Assert.Equal((1, 2L), (attendance.Online, attendance.Version));
    }

    [Fact]
    public void Who_is_back_before_it_was_told_did_not_go()
    {
        attendance.Note(Whole("a", 1, Ada), Noon);
        attendance.Tell();
        attendance.Note(Change("a", 2, left: [Ada]), Noon);
        attendance.Note(Whole("b", 1, Ada), Noon);
        Assert.False(attendance.HasNews);
        Assert.Equal(1, attendance.Online);
    }

    [Fact]
    public void A_node_that_refers_to_what_is_not_known_must_say_the_whole()
    {
        Assert.False(attendance.Note(Change("a", 4, joined: [Ada]), Noon));
        Assert.True(attendance.Note(Whole("a", 5, Ada), Noon));
        Assert.False(attendance.Note(Change("a", 7, joined: [Bob]), Noon)); // 6 was lost.
        Assert.True(attendance.Note(Change("a", 5), Noon));
        Assert.True(attendance.Note(Whole("a", 8, Bob), Noon));
        Assert.Equal([Bob], attendance.Users);
    }

    [Fact]
    public void A_node_that_falls_silent_takes_its_people_with_it()
    {
        attendance.Note(Whole("a", 1, Ada), Noon);
        attendance.Note(Whole("b", 1, Bob), Noon);
        attendance.Tell();
        attendance.Note(Change("b", 1), Noon.AddSeconds(10));
        attendance.Expire(Noon + NodePresenceLimits.Expiry);
        Told([], [Ada]);
        Assert.Equal([Bob], attendance.Users);
    }

    private void Told(UserId[] joined, UserId[] left)
    {
        var told = attendance.Tell();
        Assert.Equal(joined, told.Joined.OrderBy(u => u.Value));
        Assert.Equal(left, told.Left.OrderBy(u => u.Value));
    }

    private static NodePresence Whole(string node, long version, params UserId[] users) =>
        new(node, version, IsWhole: true, users, []);

    private static NodePresence Change(string node, long version, UserId[]? joined = null, UserId[]? left = null) =>
        new(node, version, IsWhole: false, joined ?? [], left ?? []);

    private static UserId Numbered(byte number) => new(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number));
}
