using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <summary>
/// Something that access tokens and open subscriptions do not know of yet: a session that ended, a role that changed,
/// or a stream that somebody may no longer watch. Left on the feed of <see cref="Revocations.Stream"/> in the
/// transaction that ends it, so that every node hears of it.
/// </summary>
/// <param name="User">Whose access ends; null with <paramref name="Stream"/>: everybody's.</param>
/// <param name="Session">The session that ended.</param>
/// <param name="Role">The role that the person has from now on; tokens that say another are no longer good.</param>
/// <param name="Stream">The stream whose subscriptions have to be authorised anew.</param>
[GenerateSerializer, Immutable, Alias("accounts.revocation")]
public sealed record Revocation(
    [property: Id(0)] OrganizationId Organization,
    [property: Id(1)] UserId? User,
    [property: Id(2)] SessionId? Session,
    [property: Id(3)] Role? Role,
    [property: Id(4)] string? Stream,
    [property: Id(5)] DateTimeOffset At
);

/// <summary>Where revocations are gathered.</summary>
public static class Revocations
{
    /// <summary>How long a revocation is remembered; longer than an access token lives.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(20);

    /// <summary>The stream that every node watches.</summary>
    public static readonly StreamName Stream = new("revocations", "all");

    /// <summary>The stream as nodes see it.</summary>
    public static readonly WatchedStream Watched = new(OrganizationId.Platform, Stream, Audience.Node);
}
