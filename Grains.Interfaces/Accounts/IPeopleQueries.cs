using Academy.Commands;
using Academy.Pictures;
using Orleans;

namespace Academy.Accounts;

/// <summary>The accounts of an organization, for its administrators.</summary>
public interface IPeopleQueries
{
    /// <summary>Those whose name has the words, or whose e-mail address it is; the latest registered first.</summary>
    /// <param name="organization">Theirs.</param>
    /// <param name="search">Null: all.</param>
    /// <param name="role">Null: any.</param>
    /// <param name="page">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<PersonRow>> List(
        OrganizationId organization,
        string? search,
        Role? role,
        PageRequest page,
        CancellationToken cancellationToken
    );
}

/// <summary>An account, as its administrators see it.</summary>
[GenerateSerializer, Immutable, Alias("accounts.person-row")]
public sealed record PersonRow(
    [property: Id(0)] UserId Id,
    [property: Id(1)] string DisplayName,
    [property: Id(2)] string Email,
    [property: Id(3)] Role Role,
    [property: Id(4)] DateTimeOffset RegisteredAt,
    [property: Id(5)] PictureId? Picture
);
