using Academy.Accounts;

namespace Academy.Grains.Operations;

/// <summary>
/// Whose things an organization's admins see: their own; and those who run the platform, the platform's as well.
/// </summary>
internal static class Seen
{
    public static bool Platform(OrganizationId admins) => admins == OrganizationId.Default;

    public static bool By(OrganizationId admins, OrganizationId owner) =>
        owner == admins || (owner == OrganizationId.Platform && Platform(admins));

    /// <summary>How the names of streams and grains begin that they may see.</summary>
    public static string[] Prefixes(OrganizationId admins) =>
        Platform(admins) ? [$"{admins}/", $"{OrganizationId.Platform}/"] : [$"{admins}/"];
}
