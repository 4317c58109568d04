using Academy.Accounts;

namespace Academy.Commands;

/// <summary>
/// Keys of grains: <c>{organization}/{name}</c>. Nobody can address what is not in their organization.
/// </summary>
public static class GrainKey
{
    public static string Of(OrganizationId organization, Guid id) =>
        string.Create(null, $"{organization.Value}/{id:D}");

    public static string Of(OrganizationId organization, string name) => $"{organization.Value}/{name}";

    /// <summary>Splits a key into organization and name.</summary>
    public static (OrganizationId Organization, string Name) Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? (new OrganizationId(key[..slash]), key[(slash + 1)..])
            : throw new ArgumentException($"'{key}' is not a grain key of the form organization/name.", nameof(key));
    }
}
