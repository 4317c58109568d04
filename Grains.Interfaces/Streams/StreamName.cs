using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;
using Academy.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Streams;

/// <summary>
/// A stream as clients name it: <c>{kind}:{id}</c>, e.g. <c>user:0190b6e0-…</c> or <c>leaderboard:weekly</c>. The
/// organization is never part of it; it comes from the caller.
/// </summary>
[GenerateSerializer, Immutable, Alias("streams.stream-name")]
public readonly record struct StreamName([property: Id(0)] string Kind, [property: Id(1)] string Id)
{
    /// <summary>Characters that a name may have.</summary>
    public const int LengthMax = 128;

    /// <summary>
    /// Reads a name that comes from outside. A stream has one name: any other spelling of it is none, because what
    /// follows (positions, events, the end of access) goes by that name alone.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamName name)
    {
        var colon = text is { Length: <= LengthMax } ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        name = colon > 0 && colon < text!.Length - 1 ? new(text[..colon], text[(colon + 1)..]) : default;
        return name.Kind is not null
            && name.Kind.All(char.IsAsciiLetterLower)
            && name.Id.All(IsOfId)
            && !CanonicalId.IsMisspelled(name.Id);
    }

    /// <summary>The stream in the journal: <c>{organization}/{kind}:{id}</c>.</summary>
    public string InJournal(OrganizationId organization) => $"{organization.Value}/{Kind}:{Id}";

    /// <summary>Key of the grain that owns it.</summary>
    public string OwnerKey(OrganizationId organization) => GrainKey.Of(organization, Id);

    public override string ToString() => $"{Kind}:{Id}";

    private static bool IsOfId(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';
}
