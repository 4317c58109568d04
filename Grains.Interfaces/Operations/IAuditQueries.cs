using Academy.Accounts;
using Academy.Commands;

namespace Academy.Operations;

/// <summary>Reads what <see cref="IAuditTrail"/> has written.</summary>
public interface IAuditQueries
{
    /// <summary>Rows of the organization, the latest first.</summary>
    Task<Page<AuditRow>> List(
        OrganizationId organization,
        AuditSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    );
}

/// <param name="Actor">Whose; null: everybody's.</param>
/// <param name="From">From this time on.</param>
/// <param name="Until">Before this time.</param>
public sealed record AuditSearch(UserId? Actor, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Somebody was let in by the power of their role.</summary>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Null when they were erased.</param>
/// <param name="Action">What they asked for, as a route or a stream.</param>
/// <param name="Ids">Of what, by the names that the action has for them.</param>
/// <param name="TraceId">The trace of the request.</param>
public sealed record AuditRow(
    long Id,
    DateTimeOffset At,
    UserId ActorId,
    string? ActorName,
    string Action,
    IReadOnlyDictionary<string, string> Ids,
    string? TraceId
);
