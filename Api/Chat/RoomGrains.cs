using Academy.Chat;
using Academy.Commands;
using Orleans;

namespace Academy.Api.Chat;

internal static class RoomGrains
{
    /// <summary>The room of this id in the caller's organization, whether there is one or not.</summary>
    public static IChatRoomGrain Room(this IGrainFactory grains, Caller caller, Guid room) =>
        grains.GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room));
}
