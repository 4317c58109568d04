using Academy.Accounts;
using Orleans.Concurrency;

namespace Academy.Chat.Presence;

/// <summary>Which members of a room are online, as the room knows it.</summary>
/// <param name="Version">Counts changes.</param>
/// <param name="UserIds">None in a room of more than <see cref="ChatLimits.ListedMembersMax"/> members.</param>
[GenerateSerializer, Immutable, Alias("chat.room-presence")]
public sealed record RoomPresence(
    [property: Id(0)] long Version,
    [property: Id(1)] int Online,
    [property: Id(2)] IReadOnlyList<UserId>? UserIds
);
