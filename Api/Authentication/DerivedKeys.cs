using System.Security.Cryptography;
using System.Text;

namespace Academy.Api.Authentication;

/// <summary>
/// Keys that are derived from the signing key, one per purpose. Nodes that share the signing key read each other's
/// cursors and links.
/// </summary>
internal sealed class DerivedKeys(string pem)
{
    private const int Bytes = 32;

    public byte[] Of(string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(pem),
            Bytes,
            info: Encoding.UTF8.GetBytes(purpose)
        );
}
