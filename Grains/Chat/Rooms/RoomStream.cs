using System.Text.Json.Serialization.Metadata;
using Academy.Chat;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>A room's stream. Its members may watch it.</summary>
internal sealed class RoomStream : IStreamDescriptor<ChatRoom>
{
    public JsonTypeInfo<ChatRoom> State => ChatJson.Default.ChatRoom;

    /// <summary>A caller from another organization cannot address the room; this refuses one who tries.</summary>
    public Refusal? MayCommand(StreamIdentity stream, Caller caller) =>
        caller.Organization == stream.Organization ? null : ChatRefusals.RoomNotFound;

    public ValueTask<Audience?> AudienceOf(IJournaledStream<ChatRoom> stream, Caller viewer) =>
        new(
            viewer.Organization == stream.Organization
            && stream.State.Type is not null
            && stream.State.Members.ContainsKey(viewer.User)
                ? Audience.Participant
                : null
        );
}
