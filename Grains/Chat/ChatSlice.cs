using Academy.Chat.Rooms;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Chat.Presence;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Operations;
using Academy.Streams;

namespace Academy.Grains.Chat;

internal static class ChatSlice
{
    /// <summary>Rooms have streams of their own; a person's part of chat is on the person's stream.</summary>
    public static Slice Descriptor { get; } =
        new()
        {
            Events = [.. ChatEvents.Types, .. PersonalChatEvents.Types],
            Streams = [new("room", static (grains, key) => grains.GetGrain<IChatRoomGrain>(key)) { IsAttended = true }],
            Contracts =
            [
                new("room", [new(StreamContract.Whole, ChatJson.Default.RoomSnapshot)], WireForm.Of(ChatEvents.Types))
                {
                    Signals = RoomSignals.Forms,
                },
                new(
                    "user",
                    [new("chat", PersonalChatJson.Default.PersonalChatSnapshot)],
                    WireForm.Of(PersonalChatEvents.Types)
                )
                {
                    Signals = DraftSignals.Forms,
                },
            ],
            Inspected = [InspectedGrain.Of<ChatRoomGrain, IChatRoomGrain>()],
        };
}
