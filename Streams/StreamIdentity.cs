using Academy.Accounts;

namespace Academy.Streams;

/// <summary>Which stream: its organization, and its name in there.</summary>
public readonly record struct StreamIdentity(OrganizationId Organization, StreamName Name)
{
    /// <summary>The id behind the kind, where that is a person's or a thing's.</summary>
    public Guid Id => Guid.Parse(Name.Id);

    /// <summary>The stream in the journal.</summary>
    public string InJournal => Name.InJournal(Organization);

    /// <summary>Key of the grain that owns it.</summary>
    public string Key => Name.OwnerKey(Organization);
}
