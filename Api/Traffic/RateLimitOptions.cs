namespace Academy.Api.Traffic;

/// <summary>How often one may ask. All numbers are here.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>False for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Signing in and registering, per address.</summary>
    public RatePlan SignIn { get; set; } = new() { Requests = 100, Window = TimeSpan.FromMinutes(15) };

    /// <summary>
    /// Refreshing and logging out, per session; what is no token of ours counts per address, as often as
    /// <see cref="SignIn"/>.
    /// </summary>
    public RatePlan Session { get; set; } = new() { Requests = 100, Window = TimeSpan.FromMinutes(15) };

    /// <summary>
    /// Wrong passwords for one account from one address, or from one device that had the right one before.
    /// </summary>
    public RatePlan Account { get; set; } = new() { Requests = 10, Window = TimeSpan.FromMinutes(15) };

    /// <summary>Anything else without a token, per address.</summary>
    public RatePlan Anonymous { get; set; } = new() { Requests = 600, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Pictures of people, which browsers fetch without a token; per address.</summary>
    public RatePlan Pictures { get; set; } = new() { Requests = 6_000, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Anything with a token, per person.</summary>
    public RatePlan SignedIn { get; set; } = new() { Requests = 1_200, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Whatever a person changes, through every door; counts as <see cref="SignedIn"/> as well.</summary>
    public RatePlan Writes { get; set; } = new() { Requests = 120, Window = TimeSpan.FromMinutes(1) };

    /// <summary>Sockets and live reads of one person at a time, also where nothing else is limited.</summary>
    public int SocketsPerPerson { get; set; } = 60;

    /// <summary>By how much the plans grow for loopback in Development, where one machine is everybody.</summary>
    public int LoopbackFactor { get; set; } = 100;

    internal bool IsValid =>
        SignIn.IsValid
        && Session.IsValid
        && Account.IsValid
        && Anonymous.IsValid
        && Pictures.IsValid
        && SignedIn.IsValid
        && Writes.IsValid
        && SocketsPerPerson > 0
        && LoopbackFactor > 0;
}

internal sealed class RatePlan
{
    public int Requests { get; set; }

    public TimeSpan Window { get; set; }

    internal bool IsValid => Requests > 0 && Window > TimeSpan.Zero;
}
