using Academy.Accounts;

namespace Academy.Api.Authentication;

/// <summary>
/// Who may call an endpoint. Each endpoint or its group has one; one without lets in nobody but admins.
/// </summary>
internal sealed record AccessRule(string Name, bool Anonymous, bool ReadsToken, Role AtLeast)
{
    /// <summary>Anybody; a token is not even looked at.</summary>
    public static readonly AccessRule Open = new("open", Anonymous: true, ReadsToken: false, Role.Student);

    /// <summary>Anybody; who shows a token may see more, and must show a good one.</summary>
    public static readonly AccessRule Anyone = new("anyone", Anonymous: true, ReadsToken: true, Role.Student);

    public static readonly AccessRule SignedIn = new("signed-in", Anonymous: false, ReadsToken: true, Role.Student);

    public static readonly AccessRule Instructor = new(
        "instructor",
        Anonymous: false,
        ReadsToken: true,
        Role.Instructor
    );

    public static readonly AccessRule Admin = new("admin", Anonymous: false, ReadsToken: true, Role.Admin);
}

internal static class AccessRuleExtensions
{
    public static TBuilder Access<TBuilder>(this TBuilder builder, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(rule);
}
