using System.Text;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// Checks a text while it arrives: it must be UTF-8, without control characters except tabs and line ends.
/// </summary>
internal sealed class TextCheck
{
    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] chars = new char[4 * 1024];

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
                foreach (var c in chars.AsSpan(0, written))
                {
                    if (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f'))
                        return false;
                }
            } while (!isDone);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
