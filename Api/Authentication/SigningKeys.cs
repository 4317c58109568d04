using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Academy.Api.Authentication;

/// <summary>
/// The keys of access tokens: the first signs, all verify, so that a key is replaced without a break.
/// </summary>
internal sealed class SigningKeys
{
    private readonly List<SigningKey> keys;

    /// <param name="pem">One or more EC P-256 private keys in PEM, the current one first.</param>
    public SigningKeys(string pem)
    {
        var found = new List<SigningKey>();
        for (var rest = pem.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
            found.Add(new SigningKey(rest[fields.Location].ToString()));
        keys = found is not [] ? found : throw new CryptographicException("There is no private key in PEM form in it.");
    }

    public SigningKey Current => keys[0];

    public IReadOnlyList<SigningKey> All => keys;

    public static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}

/// <summary>One P-256 key. Its id is its thumbprint (RFC 7638).</summary>
internal sealed class SigningKey
{
    public SigningKey(string pem)
    {
        var ecdsa = ECDsa.Create(); // Kept for as long as the process lives.
        ecdsa.ImportFromPem(pem);
        var parameters = ecdsa.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value && ecdsa.KeySize != 256)
            throw new CryptographicException("A signing key must be on the curve P-256.");
        (X, Y) = (Base64UrlEncoder.Encode(parameters.Q.X), Base64UrlEncoder.Encode(parameters.Q.Y));
        Key = new ECDsaSecurityKey(ecdsa);
        Key.KeyId = Id = Base64UrlEncoder.Encode(Key.ComputeJwkThumbprint());
    }

    public string Id { get; }

    public string X { get; }

    public string Y { get; }

    public ECDsaSecurityKey Key { get; }
}
