namespace Academy.Grains.Chat.Attachments;

/// <summary>An accepted kind of file: its content type, its extensions, and its first bytes.</summary>
/// <param name="Extensions">A file's name must end in one of these; else the first is appended.</param>
/// <param name="Begins">Null for text, which has no typical first bytes: see <see cref="TextCheck"/>.</param>
internal sealed record FileKind(string ContentType, string[] Extensions, Func<ReadOnlySpan<byte>, bool>? Begins)
{
    /// <summary>Bytes that are enough to recognise any kind.</summary>
    public const int HeadBytes = 64;

    /// <summary>
    /// Files that can contain a page or a program are not accepted: HTML, SVG, scripts, office files with macros.
    /// </summary>
    private static readonly FileKind[] Kinds =
    [
        new("image/png", [".png"], IsPng),
        new("image/jpeg", [".jpg", ".jpeg"], head => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])),
        new("image/gif", [".gif"], head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)),
        new("image/webp", [".webp"], head => IsRiff(head, "WEBP"u8)),
        new("application/pdf", [".pdf"], head => head.StartsWith("%PDF-"u8)),
        new("audio/mpeg", [".mp3"], head => head.StartsWith("ID3"u8) || head is [0xFF, >= 0xE0, ..]),
        new("audio/ogg", [".ogg", ".oga", ".opus"], head => head.StartsWith("OggS"u8)),
        new("audio/wav", [".wav"], head => IsRiff(head, "WAVE"u8)),
        new("audio/mp4", [".m4a"], IsIsoMedia),
        new("video/mp4", [".mp4", ".m4v"], IsIsoMedia),
        new("audio/webm", [".weba", ".webm"], IsWebm),
        new("video/webm", [".webm"], IsWebm),
        new("application/zip", [".zip"], IsZip),
        new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"], IsZip),
        new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"], IsZip),
        new("application/vnd.openxmlformats-officedocument.presentationml.presentation", [".pptx"], IsZip),
        new("application/vnd.oasis.opendocument.text", [".odt"], IsZip),
        new("application/vnd.oasis.opendocument.spreadsheet", [".ods"], IsZip),
        new("application/vnd.oasis.opendocument.presentation", [".odp"], IsZip),
        new("text/plain", [".txt", ".log"], null),
        new("text/csv", [".csv"], null),
        new("text/markdown", [".md", ".markdown"], null),
    ];

    public bool IsText => Begins is null;

    /// <summary>The kind of a content type, without its parameters; null: it is not accepted.</summary>
    public static FileKind? Find(string contentType)
    {
        var type = contentType.Split(';')[0].Trim();
        return Array.Find(Kinds, kind => kind.ContentType.Equals(type, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a file of this kind may begin so. Text may not begin like another kind.</summary>
    public bool Accepts(ReadOnlySpan<byte> head)
    {
        if (Begins is not null)
            return Begins(head);
        foreach (var other in Kinds)
        {
            if (other.Begins?.Invoke(head) == true)
                return false;
        }
        return true;
    }

    private static bool IsPng(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsRiff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> form) =>
        head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith(form);

    private static bool IsIsoMedia(ReadOnlySpan<byte> head) => head.Length >= 12 && head[4..].StartsWith("ftyp"u8);

    private static bool IsWebm(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) && head.IndexOf("webm"u8) > 0;

    private static bool IsZip(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8);
}
