using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Chat.Presence;

// Signals of a room to its members.

/// <param name="Users">People who type, at most <see cref="PresenceLimits.TypersNamed"/>.</param>
internal sealed record TypingSignal(IReadOnlyList<RoomPersonView> Users, int Count);

/// <summary>The changes since the version before. Large rooms get only the number of people online.</summary>
internal sealed record PresenceSignal(
    long Version,
    int Online,
    IReadOnlyList<UserId>? Joined,
    IReadOnlyList<UserId>? Left
);

internal sealed record ReadSignal(IReadOnlyList<ReaderSeq> Reads);

internal sealed record ReaderSeq(UserId UserId, long Seq);

internal static class RoomSignals
{
    /// <summary>
    /// Reads are sent as changes, so a later signal does not replace an earlier one; at most so many wait for a client.
    /// </summary>
    private const int ReadsWaiting = 8;

    private static readonly SignalType<TypingSignal> Typing = new("chat.typing", RoomSignalsJson.Default.TypingSignal);
    private static readonly SignalType<PresenceSignal> Presence = new(
        "chat.presence",
        RoomSignalsJson.Default.PresenceSignal
    );
    private static readonly SignalType<ReadSignal> Read = new("chat.read", RoomSignalsJson.Default.ReadSignal);

    public static readonly IReadOnlyList<WireForm> Forms = [Typing.Form, Presence.Form, Read.Form];

    public static StreamSignal Of(TypingSignal typing, DateTimeOffset at) => Typing.Of(typing, "typing", at);

    /// <summary>Also changes; but a client notices a missing version, and asks for the whole.</summary>
    public static StreamSignal Of(PresenceSignal presence, DateTimeOffset at) => Presence.Of(presence, "presence", at);

    public static StreamSignal Of(ReadSignal read, long number, DateTimeOffset at) =>
        Read.Of(read, $"read-{number % ReadsWaiting}", at);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TypingSignal))]
[JsonSerializable(typeof(PresenceSignal))]
[JsonSerializable(typeof(ReadSignal))]
internal sealed partial class RoomSignalsJson : JsonSerializerContext;
