namespace Academy.Api.Authentication;

/// <summary>What access tokens say about where they come from and how long they last.</summary>
internal sealed class AccessTokenOptions
{
    public string Issuer { get; set; } = "academy";

    public string Audience { get; set; } = "academy";

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far the clock of another node may be ahead of ours when a token is brand new.</summary>
    public TimeSpan NotBeforeSkew { get; set; } = TimeSpan.FromSeconds(5);

    internal bool IsValid =>
        Issuer.Length > 0
        && Audience.Length > 0
        && Lifetime >= TimeSpan.FromSeconds(1)
        && Lifetime.Ticks % TimeSpan.TicksPerSecond == 0
        && NotBeforeSkew >= TimeSpan.Zero;
}
