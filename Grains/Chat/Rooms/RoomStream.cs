using System.Text.Json.Serialization.Metadata;
using Academy.Chat;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>A room's stream: its members watch it.</summary>
internal sealed class RoomStream : IStreamDescriptor<ChatRoom>
{
    public JsonTypeInfo<ChatRoom> State => ChatJson.Default.ChatRoom;

    /// <summary>Nobody of another organization can even name the room; this is for those who try.</summary>
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
