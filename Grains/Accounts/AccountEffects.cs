using System.Text.Json;
using Academy.Accounts;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <summary>A session or a role that ended is over for every node, not only for its account.</summary>
internal sealed record Revoke(SessionId? Session, Role? Role, DateTimeOffset At) : Feed
{
    private static readonly string Owner = Revocations.Stream.InJournal(OrganizationId.Platform);

    public static IReadOnlyList<Effect> Sessions(IReadOnlyCollection<SessionEnded> ended, DateTimeOffset at) =>
        ended.Count == 0 ? [] : [.. ended.Select(e => new Revoke(e.SessionId, null, at)), new TellRevocations()];

    /// <summary>What the nodes get of anything that ended somebody's access.</summary>
    public static FeedItem ToFeed(Revocation revocation) =>
        new(Owner, JsonSerializer.SerializeToUtf8Bytes(revocation, RevocationEventsJson.Default.Revocation));

    public override FeedItem ToFeed(StreamIdentity stream) =>
        ToFeed(new Revocation(stream.Organization, new UserId(stream.Id), Session, Role, Stream: null, At));
}

/// <summary>The nodes are told at once.</summary>
internal sealed record TellRevocations : Nudge;

/// <summary>A newcomer is greeted.</summary>
internal sealed record SendWelcome : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        WelcomeMail.To(stream.Organization, new UserId(stream.Id));
}

/// <summary>What an erasure still has to destroy.</summary>
/// <param name="AddressKeys">Keys of the grains that may have the person's address, with blanks between them.</param>
internal sealed record DestroyPerson(string? AddressKeys) : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        Erasure.Order(new(stream.Organization, new UserId(stream.Id), AddressKeys));
}

/// <summary>Nothing of an erased person stays in this process's memory.</summary>
internal sealed record ForgetPerson : Nudge;
