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

    /// <summary>The grain of the caller's drafts.</summary>
    public static IDraftsGrain Drafts(this IGrainFactory grains, Caller caller) =>
        grains.GetGrain<IDraftsGrain>(caller.Key);
}
