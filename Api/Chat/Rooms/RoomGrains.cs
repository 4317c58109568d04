using Academy.Api.Operations;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Api.Chat.Rooms;

internal static class RoomGrains
{
    /// <summary>The grain of this id in the caller's organization, whether the room exists or not.</summary>
    public static IChatRoomGrain Room(this IGrainFactory grains, Caller caller, Guid room) =>
        grains.GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room));

    /// <summary>Whether the caller is in the room of the address, if it names one.</summary>
    public static async ValueTask<bool> IsMember(HttpContext http, Caller caller) =>
        http.RouteId("roomId") is not { } room
        || (await http.RequestServices.GetRequiredService<IGrainFactory>().Room(caller, room).MayRead(caller)).Accepted;

    /// <summary>Saves the caller's draft for a room, if they may read there.</summary>
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
