using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Academy.Api.Authentication;

/// <summary>
/// Access tokens: signed JWTs (RFC 7515, 7519) of the profile <c>at+jwt</c> (RFC 9068), ES256 only.
/// </summary>
/// <remarks>
/// <c>Microsoft.IdentityModel</c> issues and checks them. It accepts more than is issued here (docs/adr/0014), so a
/// token must also look exactly like one of ours: the header has the members alg, typ and kid and no other (so no
/// <c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>crit</c>), nothing is padded, no JSON member occurs twice, every claim has
/// its one type. There is no skew on <c>exp</c>.
/// </remarks>
internal sealed class AccessTokens
{
    private const string Type = "at+jwt";
    private const int LengthMax = 2_048;

    /// <summary>Of 64 bytes in base64url: the last of its characters has two bits of them.</summary>
    private const int SignatureLength = 86;

    private static readonly SearchValues<char> TokenAlphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    );

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly JsonWebTokenHandler handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
        MaximumTokenSizeInBytes = LengthMax,
    };

    private readonly SigningCredentials credentials;
    private readonly TokenValidationParameters expected;
    private readonly AccessTokenOptions options;
    private readonly IdSource ids;
    private readonly TimeProvider clock;

    public AccessTokens(SigningKeys keys, IOptions<AccessTokenOptions> options, IdSource ids, TimeProvider clock)
    {
        (this.options, this.ids, this.clock) = (options.Value, ids, clock);
        credentials = new(keys.Current.Key, SecurityAlgorithms.EcdsaSha256);
        expected = new()
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [Type],
            ValidIssuer = this.options.Issuer,
            ValidAudience = this.options.Audience,
            IssuerSigningKeys = [.. keys.All.Select(key => key.Key)],
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = IsInForce,
        };
    }

    public TimeSpan Lifetime => options.Lifetime;

    public string Issue(Caller caller, SessionId session)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return handler.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = Type,
                Issuer = options.Issuer,
                Audience = options.Audience,
                IssuedAt = now,
                NotBefore = now,
                Expires = now + options.Lifetime,
                SigningCredentials = credentials,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["client_id"] = options.Audience,
                    ["sub"] = caller.Actor,
                    ["org"] = caller.Organization.Value,
                    ["role"] = NameOf(caller.Role),
                    ["sid"] = session.ToString(),
                    ["jti"] = ids.Next().ToString(),
                },
            }
        );
    }

    public bool TryVerify(ReadOnlySpan<char> token, [NotNullWhen(true)] out AccessTicket? ticket)
    {
        ticket = null;
        if (token.Length > LengthMax || token.ContainsAnyExcept(TokenAlphabet) || token.Count('.') != 2)
            return false;
        var (first, last) = (token.IndexOf('.'), token.LastIndexOf('.'));
        if (!IsCanonicalSignature(token[(last + 1)..]))
            return false;
        try
        {
            return HasOurHeader(token[..first])
                && IsSignedByUs(token.ToString())
                && TryRead(token[(first + 1)..last], out ticket);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not base64url, not JSON, a member twice, or text that is not Unicode: no token of ours.
            return false;
        }
    }

    /// <summary>
    /// The bits of the last character that belong to no byte are zero: else one signature could be written in several
    /// ways.
    /// </summary>
    private static bool IsCanonicalSignature(ReadOnlySpan<char> signature) =>
        signature.Length == SignatureLength && signature[^1] is 'A' or 'Q' or 'g' or 'w';

    private static bool HasOurHeader(ReadOnlySpan<char> header)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(header), Strict);
        var root = json.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.GetPropertyCount() == 3
            && Text(root, "alg") == SecurityAlgorithms.EcdsaSha256
            && Text(root, "typ") == Type
            && Text(root, "kid") is not null;
    }

    /// <summary>Signature, algorithm, type, issuer, audience and times. With keys in memory it never waits.</summary>
    private bool IsSignedByUs(string token) =>
        handler.ValidateTokenAsync(token, expected).GetAwaiter().GetResult().IsValid;

    private bool IsInForce(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters _)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return now < expires && !(notBefore > now + options.NotBeforeSkew);
    }

    private bool TryRead(ReadOnlySpan<char> claims, [NotNullWhen(true)] out AccessTicket? ticket)
    {
        ticket = null;
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims), Strict);
        var root = json.RootElement;
        if (
            Text(root, "iss") is null
            || Text(root, "aud") is null
            || !Guid.TryParseExact(Text(root, "sub"), "D", out var user)
            || !Guid.TryParseExact(Text(root, "sid"), "D", out var session)
            || Text(root, "org") is not { Length: > 0 } organization
            || RoleOf(Text(root, "role")) is not { } role
            || Time(root, "iat") is not { } issued
            || Time(root, "nbf") is null
            || Time(root, "exp") is not { } expires
            || issued > clock.GetUtcNow() + options.NotBeforeSkew
        )
            return false;
        ticket = new(
            new Caller(new OrganizationId(organization), new UserId(user), role),
            new SessionId(session),
            expires
        );
        return true;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static string NameOf(Role role) =>
        role switch
        {
            Role.Student => "student",
            Role.Instructor => "instructor",
            Role.Admin => "admin",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role has no name in tokens."),
        };

    private static Role? RoleOf(string? name) =>
        name switch
        {
            "student" => Role.Student,
            "instructor" => Role.Instructor,
            "admin" => Role.Admin,
            _ => null,
        };
}
