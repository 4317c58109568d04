using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Identifiers;

namespace Academy.Api.Authentication;

/// <summary>
/// Access tokens: signed JWTs (RFC 7515, 7519) of the profile <c>at+jwt</c> (RFC 9068), ES256 only.
/// </summary>
/// <remarks>
/// Verification accepts exactly what is issued here and nothing that merely parses: the header has the members alg, typ
/// and kid and no other (so no <c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>crit</c>), every segment is canonical base64url,
/// no JSON member occurs twice, every claim has its one type. There is no skew on <c>exp</c>.
/// </remarks>
internal sealed class AccessTokens(SigningKeys keys, AccessTokenOptions options, IdSource ids, TimeProvider clock)
{
    private const string Algorithm = "ES256";
    private const string Type = "at+jwt";
    private const int SignatureBytes = 64;
    private const int LengthMax = 2_048;

    private static readonly SearchValues<char> Base64UrlAlphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public string Issue(Caller caller, SessionId session)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var key = keys.Current;
        var header = Json(json =>
        {
            json.WriteString("alg", Algorithm);
            json.WriteString("typ", Type);
            json.WriteString("kid", key.Id);
        });
        var claims = Json(json =>
        {
            json.WriteString("iss", options.Issuer);
            json.WriteString("aud", options.Audience);
            json.WriteString("client_id", options.Audience);
            json.WriteString("sub", caller.User.Value);
            json.WriteString("org", caller.Organization.Value);
            json.WriteString("role", NameOf(caller.Role));
            json.WriteString("sid", session.Value);
            json.WriteString("jti", ids.Next());
            json.WriteNumber("iat", now);
            json.WriteNumber("nbf", now);
            json.WriteNumber("exp", now + (long)options.Lifetime.TotalSeconds);
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public bool TryVerify(ReadOnlySpan<char> token, [NotNullWhen(true)] out AccessTicket? ticket)
    {
        ticket = null;
        if (token.Length > LengthMax || token.Count('.') != 2)
            return false;
        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (
            !TryDecode(token[..first], out var header)
            || !TryDecode(token[(first + 1)..last], out var claims)
            || !TryDecode(token[(last + 1)..], out var signature)
            || signature.Length != SignatureBytes
        )
            return false;
        try
        {
            return TryFindKey(header, out var key)
                && key.Verify(Encoding.ASCII.GetBytes(token[..last].ToArray()), signature)
                && TryRead(claims, out ticket);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, a member twice, or text that is not Unicode: no token of ours.
            return false;
        }
    }

    private bool TryFindKey(byte[] header, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        using var json = JsonDocument.Parse(header, Strict);
        var root = json.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.GetPropertyCount() == 3
            && Text(root, "alg") == Algorithm
            && Text(root, "typ") == Type
            && Text(root, "kid") is { } kid
            && keys.TryFind(kid, out key);
    }

    private bool TryRead(byte[] claims, [NotNullWhen(true)] out AccessTicket? ticket)
    {
        ticket = null;
        using var json = JsonDocument.Parse(claims, Strict);
        var root = json.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || Text(root, "iss") != options.Issuer
            || Text(root, "aud") != options.Audience
            || !Guid.TryParseExact(Text(root, "sub"), "D", out var user)
            || !Guid.TryParseExact(Text(root, "sid"), "D", out var session)
            || Text(root, "org") is not { Length: > 0 } organization
            || RoleOf(Text(root, "role")) is not { } role
            || Time(root, "iat") is not { } issued
            || Time(root, "nbf") is not { } notBefore
            || Time(root, "exp") is not { } expires
        )
            return false;
        var now = clock.GetUtcNow();
        if (now >= expires || notBefore > now + options.NotBeforeSkew || issued > now + options.NotBeforeSkew)
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

    private static bool TryDecode(ReadOnlySpan<char> segment, out byte[] bytes)
    {
        bytes = [];
        // The decoder skips white space and takes padding; a JWS segment has neither.
        if (segment.IsEmpty || segment.ContainsAnyExcept(Base64UrlAlphabet) || segment.Length % 4 == 1)
            return false;
        var decoded = new byte[Base64Url.GetMaxDecodedLength(segment.Length)];
        if (Base64Url.DecodeFromChars(segment, decoded, out _, out var length) != OperationStatus.Done)
            return false;
        bytes = decoded[..length];
        return segment.SequenceEqual(Base64Url.EncodeToString(bytes));
    }

    private static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>What access tokens say about where they come from and how long they last.</summary>
internal sealed class AccessTokenOptions
{
    public string Issuer { get; set; } = "academy";

    public string Audience { get; set; } = "academy";

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far the clock of another node may be ahead of ours when a token is brand new.</summary>
    public TimeSpan NotBeforeSkew { get; set; } = TimeSpan.FromSeconds(5);
}
