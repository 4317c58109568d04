using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Chat;
using Academy.Streams;

namespace Academy.Grains.Chat;

// What members are told that matters only now.

/// <param name="Users">Those who type, at most <see cref="LiveLimits.TypersNamed"/>.</param>
internal sealed record TypingSignal(IReadOnlyList<RoomPersonView> Users, int Count);

/// <summary>Changes since the version before; in rooms whose members are not listed only how many are here.</summary>
internal sealed record PresenceSignal(long Version, int Online, IReadOnlyList<UserId>? Joined, IReadOnlyList<UserId>? Left);

internal sealed record ReadSignal(IReadOnlyList<ReaderSeq> Reads);

internal sealed record ReaderSeq(UserId UserId, long Seq);

internal static class RoomSignals
{
    /// <summary>Reads are told as changes, so a later one does not stand for an earlier one: only so many wait for a client.</summary>
    private const int ReadsWaiting = 8;

    public static StreamSignal Of(TypingSignal typing, DateTimeOffset at) =>
        Of("chat.typing", "typing", typing, RoomSignalsJson.Default.TypingSignal, at);

    /// <summary>Changes, too; but who misses a version sees it, and asks.</summary>
    public static StreamSignal Of(PresenceSignal presence, DateTimeOffset at) =>
        Of("chat.presence", "presence", presence, RoomSignalsJson.Default.PresenceSignal, at);

    public static StreamSignal Of(ReadSignal read, long number, DateTimeOffset at) =>
        Of("chat.read", $"read-{number % ReadsWaiting}", read, RoomSignalsJson.Default.ReadSignal, at);

    private static StreamSignal Of<T>(string type, string key, T data, JsonTypeInfo<T> json, DateTimeOffset at) =>
        new(type, at, JsonSerializer.SerializeToUtf8Bytes(data, json), key);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TypingSignal))]
[JsonSerializable(typeof(PresenceSignal))]
[JsonSerializable(typeof(ReadSignal))]
internal sealed partial class RoomSignalsJson : JsonSerializerContext;
