using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Rooms;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// What members get of these events: names instead of ids alone, without the settings that are for moderators.

internal sealed record RoomMemberWire(UserId UserId, string DisplayName, RoomRole Role, PictureId? Picture)
{
    public static IReadOnlyList<RoomMemberWire> Of(IReadOnlyList<RoomMember> members, INames names) =>
        [.. members.Select(m => new RoomMemberWire(m.UserId, names.Of(m.UserId), m.Role, names.PictureOf(m.UserId)))];
}

internal sealed record RoomCreatedWire(
    RoomId RoomId,
    RoomType Type,
    string? Title,
    CourseId? CourseId,
    UserId? By,
    IReadOnlyList<RoomMemberWire> Members
)
{
    public static RoomCreatedWire? Of(RoomCreated e, WireContext context) =>
        context.Audience == Audience.Participant
            ? new(e.RoomId, e.Type, e.Title, e.CourseId, e.By, RoomMemberWire.Of(e.Members, context.Names))
            : null;
}

internal sealed record RoomChangedWire(string? Title, int SlowModeSeconds, UserId By)
{
    public static RoomChangedWire Of(RoomChanged e, WireContext context) => new(e.Title, e.SlowModeSeconds, e.By);
}

internal sealed record MembersAddedWire(IReadOnlyList<RoomMemberWire> Members, UserId? By)
{
    public static MembersAddedWire Of(MembersAdded e, WireContext context) =>
        new(RoomMemberWire.Of(e.Members, context.Names), e.By);
}
