using Academy.Chat;

namespace Academy.Api.Requests;

/// <summary>What a request's body may be.</summary>
internal static class BodyLimits
{
    public const int BytesMax = 64 * 1024;

    /// <summary>Of an upload.</summary>
    public const int FileBytesMax = ChatLimits.AttachmentBytesMax;

    /// <summary>
    /// What the server still reads of a body that was refused, so that the sender hears why before the connection
    /// closes.
    /// </summary>
    public const int DrainedBytesMax = 1024 * 1024;

    /// <summary>Objects and arrays inside each other; no body of ours has more than two.</summary>
    public const int DepthMax = 16;
}
