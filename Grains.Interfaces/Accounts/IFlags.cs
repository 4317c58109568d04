using System.Text.Json.Serialization;
using Academy.Commands;

namespace Academy.Accounts;

/// <summary>
/// What the administrators of an organization should look at: nothing is refused because of it, they judge.
/// </summary>
public interface IFlags
{
    /// <summary>Flags of the organization, the latest first.</summary>
    Task<Page<Flag>> List(
        OrganizationId organization,
        FlagState state,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>An admin has looked at it. One that was dismissed before stays as it is.</summary>
    Task<Outcome<Done>> Dismiss(Caller admin, Guid flag, CancellationToken cancellationToken);
}

public enum FlagState
{
    /// <summary>Nobody has dismissed it.</summary>
    Open,

    Dismissed,
}

[JsonConverter(typeof(JsonStringEnumConverter<FlagKind>))]
public enum FlagKind
{
    /// <summary>A display name looks like that of an instructor or an admin.</summary>
    [JsonStringEnumMemberName("name-of-staff")]
    NameOfStaff,

    /// <summary>A display name looks like a word for those who run the academy, such as <c>support</c>.</summary>
    [JsonStringEnumMemberName("reserved-name")]
    ReservedName,

    /// <summary>Two accounts have one e-mail address in two spellings; both keep signing in.</summary>
    [JsonStringEnumMemberName("shared-address")]
    SharedAddress,
}

/// <summary>Something about a person that admins should look at.</summary>
/// <param name="Reason">The same as a sentence.</param>
/// <param name="Other">Whom they are like, or with whom they share something.</param>
/// <param name="Word">The word that their name is like.</param>
/// <param name="DismissedBy">Null also when that admin was erased.</param>
public sealed record Flag(
    Guid Id,
    FlagKind Kind,
    string Reason,
    FlaggedPerson Person,
    FlaggedPerson? Other,
    string? Word,
    DateTimeOffset RaisedAt,
    DateTimeOffset? DismissedAt,
    FlaggedPerson? DismissedBy
);

public sealed record FlaggedPerson(UserId Id, string DisplayName, string Email, Role Role);

public static class FlagRefusals
{
    public static readonly Refusal NotFound = new(
        "accounts.flag-not-found",
        RefusalKind.NotFound,
        "There is no such flag."
    );
}
