namespace Academy.Grains.Chat.Attachments;

/// <summary>What the bytes of a refused file look like, so that its sender learns what is wrong with it.</summary>
internal static class FoundType
{
    /// <summary>Kinds that are often sent and not taken.</summary>
    private static readonly (string Type, Func<ReadOnlySpan<byte>, bool> Begins)[] NotTaken =
    [
        ("image/heic", head => head.Length >= 12 && (head[4..].StartsWith("ftyphei"u8) || IsImageMedia(head))),
        ("image/avif", head => head.Length >= 12 && head[4..].StartsWith("ftypavi"u8)),
        ("image/bmp", head => head.StartsWith("BM"u8) && head.Length >= 14 && head[6..10] is [0, 0, 0, 0]),
        ("image/tiff", head => head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)),
        ("application/gzip", head => head is [0x1F, 0x8B, ..]),
        ("application/x-7z-compressed", head => head.StartsWith((ReadOnlySpan<byte>)[.. "7z"u8, 0xBC, 0xAF])),
        ("application/vnd.rar", head => head.StartsWith("Rar!\x1A\x07"u8)),
        ("application/x-msdownload", head => head.StartsWith("MZ"u8)),
        ("application/x-elf", head => head.StartsWith("\x7F"u8) && head[1..].StartsWith("ELF"u8)),
        ("application/x-ole-storage", head => head is [0xD0, 0xCF, 0x11, 0xE0, ..]),
        ("audio/flac", head => head.StartsWith("fLaC"u8)),
    ];

    /// <param name="head">The first bytes of the file: <see cref="FileKind.HeadBytes"/> are enough.</param>
    public static string Of(ReadOnlySpan<byte> head) =>
        Known(head) ?? (new TextCheck().Takes(head, isLast: false) ? "text/plain" : "application/octet-stream");

    /// <summary>The kind that begins so, other than text; null: none that is known here.</summary>
    public static string? Known(ReadOnlySpan<byte> head)
    {
        foreach (var (type, begins) in NotTaken)
        {
            if (begins(head))
                return type;
        }
        return FileKind.Recognize(head)?.ContentType;
    }

    private static bool IsImageMedia(ReadOnlySpan<byte> head) => head[4..].StartsWith("ftypmif1"u8);
}
