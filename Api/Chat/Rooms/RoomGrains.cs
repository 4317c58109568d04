using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Api.Chat.Rooms;

internal static class RoomGrains
{
    /// <summary>The room of this id in the caller's organization, whether there is one or not.</summary>
    public static IChatRoomGrain Room(this IGrainFactory grains, Caller caller, Guid room) =>
        grains.GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room));

    /// <summary>Keeps what the caller has begun to write in a room that they may read.</summary>
    /// <param name="caller">Whose draft it is.</param>
    /// <param name="draft">Null clears it.</param>
    public static async Task<Outcome<Done>> SaveDraft(
        this IGrainFactory grains,
        Caller caller,
        CommandKey? key,
        Guid room,
        Draft? draft
    )
    {
        var access = await grains.Room(caller, room).MayRead(caller);
        return access.Accepted
            ? await grains.GetGrain<IDraftsGrain>(caller.Key).Save(caller, key, new(room), draft)
            : access.Refusal;
    }
}
