using System.Buffers.Text;
using System.Text;

namespace Academy.Vault;

/// <summary>The text form: <c>v1.{person}.{box}</c>, person as 32 hex digits, box in Base64Url.</summary>
internal readonly record struct SealedText(Guid Person, byte[] Box)
{
    private const string Version = "v1";

    public static string Seal(Guid person, byte[] key, string text) =>
        $"{Version}.{person:N}.{Base64Url.EncodeToString(
            Sealing.Seal(key, Encoding.UTF8.GetBytes(text), Bound(person))
        )}";

    /// <exception cref="FormatException">This is no sealed text.</exception>
    public static SealedText Parse(string sealedText) =>
        sealedText.Split('.') is [Version, var person, var box]
        && Guid.TryParseExact(person, "N", out var id)
        && Base64Url.IsValid(box)
            ? new(id, Base64Url.DecodeFromChars(box))
            : throw new FormatException("This is no sealed text.");

    public string Open(byte[] key) => Encoding.UTF8.GetString(Sealing.Open(key, Box, Bound(Person)));

    private static byte[] Bound(Guid person) => Encoding.UTF8.GetBytes($"{Version}.{person:N}");
}
