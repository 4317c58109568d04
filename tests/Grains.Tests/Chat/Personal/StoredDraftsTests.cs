using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Personal;

namespace Academy.Grains.Tests.Chat.Personal;

public sealed class StoredDraftsTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_draft_is_replaced_and_cleared()
    {
        var drafts = new StoredDrafts().With(Change(1, "Hel"), []).With(Change(1, "Hello"), []);
        Assert.Equal("Hello", Assert.Single(drafts.View().Drafts).Value.Body);
        Assert.Empty(drafts.With(new Dictionary<RoomId, StoredDraft?> { [Room(1)] = null }, []).Drafts);
    }

    [Fact]
    public void Of_too_many_drafts_the_oldest_goes_and_is_among_what_changed()
    {
        var drafts = new StoredDrafts();
        for (var i = 0; i < DraftLimits.DraftsMax; i++)
            drafts = drafts.With(Change(i, "Words", Monday.AddMinutes(i)), []);
        var more = drafts.With(Change(DraftLimits.DraftsMax, "Words", Monday.AddDays(1)), []);
        Assert.Equal(DraftLimits.DraftsMax, more.Drafts.Count);
        Assert.Equal(new HashSet<RoomId> { Room(0), Room(DraftLimits.DraftsMax) }, drafts.Changed(more).ToHashSet());
    }

    [Fact]
    public void The_latest_commands_are_remembered()
    {
        var drafts = new StoredDrafts();
        for (var i = 1; i <= DraftLimits.CommandsMax + 3; i++)
            drafts = drafts.With(Change(1, "Words"), [new CommandKey($"{i}", "hash")]);
        Assert.Equal(
            Enumerable.Range(4, DraftLimits.CommandsMax).Select(i => $"{i}"),
            drafts.Commands.Select(command => command.Id)
        );
    }

    private static Dictionary<RoomId, StoredDraft?> Change(int room, string body, DateTimeOffset? at = null) =>
        new() { [Room(room)] = new StoredDraft("sealed", null, at ?? Monday) { Body = body } };

    private static RoomId Room(int number) => new(new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
}
