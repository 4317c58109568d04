namespace Academy.Accounts;

/// <summary>Sizes that an account's fields may have, in characters, and times.</summary>
public static class AccountLimits
{
    public const int EmailMax = 254;
    public const int PasswordMin = 8;
    public const int PasswordMax = 256;
    public const int DisplayNameMax = 100;
    public const int LanguageMax = 35;
    public const int TimeZoneMax = 64;
    public const int RefreshTokenMax = 1_024;

    /// <summary>How long a device may stay away.</summary>
    public static readonly TimeSpan SessionIdleMax = TimeSpan.FromDays(60);
}
