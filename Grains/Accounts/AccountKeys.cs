using System.Security.Cryptography;
using System.Text;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Grains.Accounts;

/// <summary>Keys of this slice, each derived from the master secret for one purpose.</summary>
internal sealed class AccountKeys(byte[] masterKey)
{
    /// <summary>Hashes e-mail addresses, so that nobody can look them up in the names of grains and streams.</summary>
    public byte[] EmailAddresses { get; } = Derive(masterKey, "academy/accounts/email-addresses"u8);

    public byte[] Invitations { get; } = Derive(masterKey, "academy/accounts/invitations"u8);

    public byte[] RefreshTokens { get; } = Derive(masterKey, "academy/accounts/refresh-tokens"u8);

    /// <summary>Key of the address's grain.</summary>
    public string GrainKeyOf(string email) => KeyOf(EmailAddress.Normalize(email));

    /// <summary>
    /// Keys under which the address may have been reserved before; as it is typed comes first, be it the present form.
    /// </summary>
    public string[] FormerGrainKeysOf(string email) => [.. EmailAddress.FormerForms(email).Select(KeyOf)];

    /// <summary>Whether the grain of an address can have this name.</summary>
    public static bool IsNameOfAddress(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private string KeyOf(string form) =>
        GrainKey.Of(
            OrganizationId.Platform,
            Convert.ToHexStringLower(HMACSHA256.HashData(EmailAddresses, Encoding.UTF8.GetBytes(form)))
        );

    private static byte[] Derive(byte[] masterKey, ReadOnlySpan<byte> purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, outputLength: 32, salt: [], info: purpose.ToArray());
}
