namespace Academy.Accounts.Invitations;

public static class InvitationLimits
{
    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Invitations of an organization that nobody has accepted yet.</summary>
    public const int OpenMax = 1_000;

    public const int TokenMax = 512;
}
