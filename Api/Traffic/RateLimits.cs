using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Academy.Api.Authentication;
using Microsoft.Extensions.Options;

namespace Academy.Api.Traffic;

/// <summary>Which endpoints are counted, and as what.</summary>
internal enum RateGroup
{
    /// <summary>Per person, or per address without a token.</summary>
    Usual,

    /// <summary>Per address, whoever asks.</summary>
    SignIn,
}

/// <summary>Counts requests by person or address and says when there were too many.</summary>
internal sealed class RateLimits(IOptions<RateLimitOptions> options, IHostEnvironment environment, TimeProvider clock)
{
    private readonly RateWindows signIn = new(options.Value.SignIn, clock);
    private readonly RateWindows account = new(options.Value.Account, clock);
    private readonly RateWindows anonymous = new(options.Value.Anonymous, clock);
    private readonly RateWindows signedIn = new(options.Value.SignedIn, clock);
    private readonly bool isDevelopment = environment.IsDevelopment();

    public bool Enabled { get; } = options.Value.Enabled;

    public RateLease Take(HttpContext http, RateGroup group) =>
        group == RateGroup.SignIn ? signIn.Take(AddressOf(http), FactorOf(http))
        : http.TicketOrNull() is { } ticket ? signedIn.Take(KeyOf(ticket.Caller.User.Value), FactorOf(http))
        : TakeAnonymous(http);

    public RateLease TakeAnonymous(HttpContext http) => anonymous.Take(AddressOf(http), FactorOf(http));

    /// <summary>
    /// Counts a try to log in; a problem when there were too many for this account from this address.
    /// </summary>
    public bool TryLogIn(HttpContext http, string email)
    {
        if (!Enabled)
            return true;
        Span<byte> address = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(address, AddressOf(http));
        var digest = SHA256.HashData([.. address, .. Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())]);
        var lease = account.Take(BinaryPrimitives.ReadUInt128BigEndian(digest), FactorOf(http));
        if (!lease.Granted)
            http.Response.Headers.RetryAfter = lease.Reset.ToString();
        return lease.Granted;
    }

    private int FactorOf(HttpContext http) =>
        isDevelopment && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? options.Value.LoopbackFactor
            : 1;

    private static UInt128 KeyOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>The address; of IPv6 the first 64 bits, since whoever has one has them all.</summary>
    private static UInt128 AddressOf(HttpContext http)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (http.Connection.RemoteIpAddress is { } address)
        {
            var isVersion4 =
                address.IsIPv4MappedToIPv6 || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
            (isVersion4 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out _);
            if (!isVersion4)
                bytes[8..].Clear();
        }
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}

internal sealed record RateGroupMetadata(RateGroup Group);

internal static class RateLimitExtensions
{
    public static TBuilder RequireRateLimit<TBuilder>(this TBuilder builder, RateGroup group)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateGroupMetadata(group));
}
