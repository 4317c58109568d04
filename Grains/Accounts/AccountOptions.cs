namespace Academy.Grains.Accounts;

/// <summary>Settings of accounts (section <c>Accounts</c>).</summary>
internal sealed class AccountOptions
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512. Lower it for load tests only.</summary>
    public int PasswordIterations { get; set; } = 210_000;
}
