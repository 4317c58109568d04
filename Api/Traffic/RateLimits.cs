using System.Net;
using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Commands;
using Microsoft.Extensions.Options;

namespace Academy.Api.Traffic;

/// <summary>Which endpoints are counted, and as what.</summary>
internal enum RateGroup
{
    /// <summary>Per person, or per address without a token.</summary>
    Usual,

    /// <summary>Per address, whoever asks.</summary>
    SignIn,

    /// <summary>Per address, and many: a page shows the pictures of many people.</summary>
    Pictures,

    /// <summary>
    /// As the body says: the endpoint counts. A body that says nothing counts for its address (see
    /// <see cref="RateLimits.TakeUnknown"/>).
    /// </summary>
    ByBody,
}

/// <summary>Counts requests by person, session or address and says when there were too many.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options, IHostEnvironment environment, TimeProvider clock)
{
    private readonly RateWindows signIn = new(options.Value.SignIn, clock);
    private readonly RateWindows unknown = new(options.Value.SignIn, clock);
    private readonly RateWindows session = new(options.Value.Session, clock);
    private readonly RateWindows anonymous = new(options.Value.Anonymous, clock);
    private readonly RateWindows pictures = new(options.Value.Pictures, clock);
    private readonly RateWindows signedIn = new(options.Value.SignedIn, clock);
    private readonly RateWindows writes = new(options.Value.Writes, clock);
    private readonly bool isDevelopment = environment.IsDevelopment();

    public bool Enabled { get; } = options.Value.Enabled;

    public RateLease Take(HttpContext http, RateGroup group) =>
        group == RateGroup.SignIn ? TakeSignIn(http)
        : group == RateGroup.Pictures ? TakeByAddress(pictures, http)
        : http.TicketOrNull() is { } ticket ? TakeByOne(signedIn, RateKey.Of(ticket.Caller.User.Value), http)
        : TakeAnonymous(http);

    public RateLease TakeSignIn(HttpContext http) => TakeByAddress(signIn, http);

    public RateLease TakeAnonymous(HttpContext http) => TakeByAddress(anonymous, http);

    /// <summary>Something for a session that nobody has: a body that is at fault, a token that is not ours.</summary>
    public RateLease TakeUnknown(HttpContext http) => TakeByAddress(unknown, http);

    /// <summary>
    /// Counts a session's own business, so that those behind one address do not count for each other, and tells the
    /// caller.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="id">Null: of no session of ours.</param>
    public bool TryTakeSession(HttpContext http, SessionId? id)
    {
        if (!Enabled)
            return true;
        var lease = id is { } known ? TakeByOne(session, RateKey.Of(known.Value), http) : TakeUnknown(http);
        http.Tell(lease);
        return lease.Granted;
    }

    /// <summary>Something that a person changes.</summary>
    /// <param name="http">The request, or what became the connection.</param>
    /// <param name="caller">Who.</param>
    public RateLease TakeWrite(HttpContext? http, Caller caller) =>
        writes.Take(RateKey.Of(caller.User.Value), FactorOf(http));

    /// <summary>By how much the plans grow for who sends this.</summary>
    public int FactorOf(HttpContext? http) =>
        isDevelopment && http?.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? options.Value.LoopbackFactor
            : 1;

    private RateLease TakeByOne(RateWindows windows, UInt128 one, HttpContext http)
    {
        var networks = ClientNetworks.Of(http);
        return windows.Take([one, networks.Own, networks.Middle, networks.Wide], FactorOf(http));
    }

    private RateLease TakeByAddress(RateWindows windows, HttpContext http)
    {
        var networks = ClientNetworks.Of(http);
        return windows.Take([networks.Own, networks.Middle, networks.Wide], FactorOf(http));
    }
}

internal sealed record RateGroupMetadata(RateGroup Group);

internal sealed record NoWriteMetadata;

internal static class RateLimitExtensions
{
    public static TBuilder RequireRateLimit<TBuilder>(this TBuilder builder, RateGroup group)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateGroupMetadata(group));

    /// <summary>Changes nothing that lasts, or no more often than it is allowed to by itself.</summary>
    public static TBuilder IsNoWrite<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NoWriteMetadata());

    /// <summary>Tells the caller how much is left, and how long to wait where nothing is.</summary>
    public static void Tell(this HttpContext http, RateLease lease)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = lease.Limit.ToString();
        headers["RateLimit-Remaining"] = lease.Remaining.ToString();
        headers["RateLimit-Reset"] = lease.Reset.ToString();
        if (!lease.Granted)
            headers.RetryAfter = lease.Reset.ToString();
    }
}
