using System.Text;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// Checks a text while it arrives: it must be UTF-8, without a null. What it begins with does not matter.
/// </summary>
internal sealed class TextCheck
{
    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] chars = new char[4 * 1024];

    /// <summary>It had a null character, so it is probably no text.</summary>
    public bool HasNull { get; private set; }

    /// <summary>Whether it is text so far.</summary>
    /// <param name="bytes">What came next.</param>
    /// <param name="isLast">Nothing follows.</param>
    public bool Takes(ReadOnlySpan<byte> bytes, bool isLast)
    {
        try
        {
            bool isDone;
            do
            {
                decoder.Convert(bytes, chars, isLast, out var read, out var written, out isDone);
                bytes = bytes[read..];
                HasNull |= chars.AsSpan(0, written).Contains('\0');
            } while (!isDone && !HasNull);
            return !HasNull;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The encoding of a text that was not taken, if its first bytes tell.</summary>
    public static string? EncodingOf(ReadOnlySpan<byte> head) =>
        head switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
            [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => "UTF-16 (little endian)",
            [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => "UTF-16 (big endian)",
            _ => null,
        };
}
