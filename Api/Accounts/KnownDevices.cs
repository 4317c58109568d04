using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Academy.Api.Traffic;
using Academy.Identifiers;

namespace Academy.Api.Accounts;

/// <summary>
/// Who signed in to an account before, so that strangers who guess its password take nothing from them: a browser shows
/// a signed mark, a cookie that is good for that account; the address is remembered while this node lives.
/// </summary>
internal sealed class KnownDevices(byte[] key, IdSource ids, TimeProvider clock)
{
    public const string Cookie = "academy-device";

    /// <summary>Accounts that one browser is known to; the latest stay.</summary>
    private const int MarksMax = 5;

    private const char Between = '~';

    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly LatestKeys addresses = new(100_000);

    /// <summary>The mark for the account that a request shows, if it shows a good one.</summary>
    public string? MarkOf(HttpContext http, string account) =>
        Marks(http).FirstOrDefault(mark => IsGood(mark, account));

    public bool KnowsAddress(HttpContext http, string account) => addresses.Contains(AddressKey(http, account));

    /// <summary>The request had the right password.</summary>
    public void Remember(HttpContext http, string account)
    {
        addresses.Add(AddressKey(http, account));
        var said = $"{ids.Next():N}.{clock.GetUtcNow().ToUnixTimeSeconds()}";
        var others = Marks(http).Where(mark => !IsGood(mark, account)).Take(MarksMax - 1);
        http.Response.Cookies.Append(
            Cookie,
            string.Join(Between, [$"{said}.{Mac(said, account)}", .. others]),
            new CookieOptions
            {
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                SameSite = SameSiteMode.Strict,
                Path = "/api/v1/auth",
                MaxAge = Kept,
            }
        );
    }

    private static IEnumerable<string> Marks(HttpContext http) =>
        http.Request.Cookies.TryGetValue(Cookie, out var marks) ? marks.Split(Between).Take(MarksMax) : [];

    private bool IsGood(string mark, string account) =>
        mark.Split('.') is [var id, var at, var mac]
        && long.TryParse(at, out var seconds)
        && clock.GetUtcNow().ToUnixTimeSeconds() - seconds < Kept.TotalSeconds
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(mac),
            Encoding.UTF8.GetBytes(Mac($"{id}.{at}", account))
        );

    private string Mac(string said, string account) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{said}\n{account}")));

    private static UInt128 AddressKey(HttpContext http, string account) =>
        RateKey.Of(account, ClientNetworks.Of(http).Own);
}
