using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Gamification;
using Academy.Identifiers;
using Academy.Learning;
using Academy.Users;
using Orleans;

namespace Academy.Streams;

/// <summary>Which grain owns which kind of stream; what is not in this table cannot be subscribed to.</summary>
public static class StreamOwners
{
    public static bool TryFind(
        IGrainFactory grains,
        OrganizationId organization,
        StreamName name,
        [NotNullWhen(true)] out IStreamExtension? owner
    )
    {
        IAddressable? grain = name.Kind switch
        {
            "user" when CanonicalId.Is(name.Id) => grains.GetGrain<IUserGrain>(name.OwnerKey(organization)),
            "course" when CanonicalId.Is(name.Id) => grains.GetGrain<ICourseActivityGrain>(name.OwnerKey(organization)),
            "leaderboard" => grains.GetGrain<ILeaderboardGrain>(name.OwnerKey(organization)),
            "revocations" when name == Revocations.Stream && organization == OrganizationId.Platform =>
                grains.GetGrain<IRevocationsGrain>(name.OwnerKey(organization)),
            "room" when CanonicalId.Is(name.Id) => grains.GetGrain<IChatRoomGrain>(name.OwnerKey(organization)),
            _ => null,
        };
        owner = grain?.Stream();
        return owner is not null;
    }

    /// <summary>The owner of a stream that is told who watches it.</summary>
    public static IAttendedStream Attended(IGrainFactory grains, OrganizationId organization, StreamName name) =>
        name.IsAttended && TryFind(grains, organization, name, out var owner)
            ? owner.AsReference<IAttendedStream>()
            : throw new ArgumentException($"{name} is not told who watches it.", nameof(name));

    /// <summary>The owner of a stream that tells something by signals only.</summary>
    public static ISignalledStream Signalled(IGrainFactory grains, OrganizationId organization, StreamName name) =>
        name.IsSignalled && TryFind(grains, organization, name, out var owner)
            ? owner as ISignalledStream ?? owner.AsReference<ISignalledStream>()
            : throw new ArgumentException($"{name} tells nothing by signals only.", nameof(name));

    /// <summary>The stream of a grain that has one.</summary>
    public static IStreamExtension Stream(this IAddressable grain) =>
        grain as IStreamExtension ?? grain.AsReference<IStreamExtension>();
}
