using System.Text.Json;
using Academy.Accounts;
using Academy.Journal;

namespace Academy.Grains.Accounts;

/// <summary>What an append leaves for the nodes when it ends somebody's access.</summary>
internal static class RevocationFeed
{
    private static readonly string Owner = Revocations.Stream.InJournal(OrganizationId.Platform);

    public static FeedItem Of(Revocation revocation) =>
        new(Owner, JsonSerializer.SerializeToUtf8Bytes(revocation, RevocationJson.Default.Revocation));

    /// <summary>What an account's events end.</summary>
    public static IReadOnlyList<FeedItem> Of(OrganizationId organization, UserId user, IReadOnlyList<object> events, DateTimeOffset at)
    {
        List<FeedItem>? feed = null;
        foreach (var body in events)
        {
            Revocation? revocation = body switch
            {
                SessionEnded e => new(organization, user, e.SessionId, Role: null, Stream: null, at),
                RoleAssigned e => new(organization, user, Session: null, e.Role, Stream: null, at),
                _ => null,
            };
            if (revocation is not null)
                (feed ??= []).Add(Of(revocation));
        }
        return feed ?? [];
    }
}
