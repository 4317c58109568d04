namespace Academy.Grains.Chat.Attachments;

/// <summary>An accepted kind of file: its content type, its extensions, and its first bytes.</summary>
/// <param name="Extensions">A file's name must end in one of these; else the first is appended.</param>
/// <param name="Begins">Null for text, which may begin with anything: see <see cref="TextCheck"/>.</param>
/// <param name="Aliases">Other content types that senders use for it.</param>
internal sealed record FileKind(
    string ContentType,
    string[] Extensions,
    Func<ReadOnlySpan<byte>, bool>? Begins,
    params string[] Aliases
)
{
    /// <summary>Bytes that are enough to recognise any kind.</summary>
    public const int HeadBytes = 64;

    /// <summary>
    /// Files that can contain a page or a program are not accepted: HTML, SVG, scripts, office files with macros.
    /// </summary>
    private static readonly FileKind[] Kinds =
    [
        new("image/png", [".png"], IsPng, "image/x-png"),
        new(
            "image/jpeg",
            [".jpg", ".jpeg"],
            head => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
            "image/jpg",
            "image/pjpeg"
        ),
        new("image/gif", [".gif"], head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)),
        new("image/webp", [".webp"], head => IsRiff(head, "WEBP"u8)),
        new("application/pdf", [".pdf"], head => head.StartsWith("%PDF-"u8), "application/x-pdf"),
        new(
            "audio/mpeg",
            [".mp3"],
            head => head.StartsWith("ID3"u8) || head is [0xFF, >= 0xE0, ..],
            "audio/mp3",
            "audio/x-mp3",
            "audio/mpeg3",
            "audio/x-mpeg",
            "audio/x-mpeg-3"
        ),
        new(
            "audio/ogg",
            [".ogg", ".oga", ".opus"],
            head => head.StartsWith("OggS"u8),
            "application/ogg",
            "audio/opus",
            "audio/x-ogg",
            "audio/vorbis"
        ),
        new(
            "audio/wav",
            [".wav"],
            head => IsRiff(head, "WAVE"u8),
            "audio/x-wav",
            "audio/wave",
            "audio/vnd.wave",
            "audio/x-pn-wav"
        ),
        new("video/mp4", [".mp4", ".m4v"], IsIsoMedia, "video/x-m4v", "application/mp4"),
        new("audio/mp4", [".m4a"], IsIsoMedia, "audio/x-m4a", "audio/m4a"),
        new("video/webm", [".webm"], IsWebm),
        new("audio/webm", [".weba", ".webm"], IsWebm),
        new(
            "application/zip",
            [".zip"],
            IsZip,
            "application/x-zip-compressed",
            "application/x-zip",
            "application/zip-compressed",
            "multipart/x-zip"
        ),
        new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"], IsZip),
        new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"], IsZip),
        new("application/vnd.openxmlformats-officedocument.presentationml.presentation", [".pptx"], IsZip),
        new("application/vnd.oasis.opendocument.text", [".odt"], IsZip),
        new("application/vnd.oasis.opendocument.spreadsheet", [".ods"], IsZip),
        new("application/vnd.oasis.opendocument.presentation", [".odp"], IsZip),
        new("text/plain", [".txt", ".log"], null, "application/txt", "text/x-log"),
        // Windows with Excel declares a CSV file as one of Excel's.
        new(
            "text/csv",
            [".csv"],
            null,
            "application/csv",
            "text/x-csv",
            "text/comma-separated-values",
            "application/vnd.ms-excel"
        ),
        new("text/markdown", [".md", ".markdown"], null, "text/x-markdown", "text/x-web-markdown"),
    ];

    public bool IsText => Begins is null;

    public bool IsPicture => ContentType.StartsWith("image/", StringComparison.Ordinal);

    /// <summary>
    /// The kind of a content type or one of its aliases, without parameters; null: it is not accepted.
    /// </summary>
    public static FileKind? Find(string contentType)
    {
        var type = contentType.Split(';')[0].Trim();
        return Array.Find(Kinds, kind => Is(kind.ContentType, type) || Array.Exists(kind.Aliases, a => Is(a, type)));
    }

    /// <summary>The kind of file that begins so; null: none that is accepted, or text.</summary>
    public static FileKind? Recognize(ReadOnlySpan<byte> head)
    {
        foreach (var kind in Kinds)
        {
            if (kind.Begins?.Invoke(head) == true)
                return kind;
        }
        return null;
    }

    /// <summary>Whether a file of this kind may begin so.</summary>
    public bool Accepts(ReadOnlySpan<byte> head) => Begins is null || Begins(head);

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

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
