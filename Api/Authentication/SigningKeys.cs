using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

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

    public bool TryFind(string id, [NotNullWhen(true)] out SigningKey? key)
    {
        key = keys.FirstOrDefault(k => k.Id == id);
        return key is not null;
    }

    public static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}

/// <summary>One P-256 key. Its id is its thumbprint (RFC 7638).</summary>
internal sealed class SigningKey
{
    private readonly string pem;

    // Instances of ECDsa may not be used by two threads at once.
    private readonly ConcurrentBag<ECDsa> idle = [];

    public SigningKey(string pem)
    {
        this.pem = pem;
        using var key = Import();
        var point = key.ExportParameters(includePrivateParameters: false);
        if (point.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value && key.KeySize != 256)
            throw new CryptographicException("A signing key must be on the curve P-256.");
        X = Base64Url.EncodeToString(point.Q.X);
        Y = Base64Url.EncodeToString(point.Q.Y);
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""";
        Id = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    public string Id { get; }

    public string X { get; }

    public string Y { get; }

    public byte[] Sign(byte[] data) => With(key => key.SignData(data, HashAlgorithmName.SHA256));

    public bool Verify(byte[] data, byte[] signature) =>
        With(key => key.VerifyData(data, signature, HashAlgorithmName.SHA256));

    private T With<T>(Func<ECDsa, T> use)
    {
        if (!idle.TryTake(out var key))
            key = Import();
        var result = use(key);
        idle.Add(key);
        return result;
    }

    private ECDsa Import()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }
}
