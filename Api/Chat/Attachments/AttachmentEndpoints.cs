using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Pictures;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Chat.Attachments;

/// <summary>Files of rooms: uploaded, then attached to a message, and downloaded by links that expire soon.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder api)
    {
        var attachments = api.MapGroup("/chat/rooms/{roomId:id}/attachments")
            .WithTags("Chat")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember);
        attachments
            .MapPost("/", Upload)
            .WithSummary(
                "Uploads a file, as it is: the body is its bytes, Content-Type its kind. "
                    + "A message may name it within a day."
            )
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.AttachmentTypeDiffers("", ""),
                ChatRefusals.AttachmentEmpty,
                ChatRefusals.AttachmentQuota,
                PictureRefusals.Unreadable,
                PictureRefusals.TooManyPixels,
                PictureRefusals.TooSlow,
                PictureRefusals.Busy
            );
        attachments
            .MapGet("/{attachmentId:id}", Read)
            .WithSummary(
                "A file of the room, with links to its bytes, and to a picture's sizes, that end within five minutes."
            )
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.AttachmentNotFound);

        api.MapGet("/files/{fileId:id}", Download)
            .WithTags("Chat")
            .AllowAnonymous()
            .WithSummary("The bytes of a file, to whoever has a link that is still good. Ranges may be asked for.")
            .WithQueryParameter("expires", "As in the link.")
            .WithQueryParameter("signature", "As in the link.")
            .WithQueryParameter("size", "Of a picture: the name of one of its sizes. Without it, the file as it is.")
            .Produces(200, contentType: "application/octet-stream")
            .Produces(206)
            .ProducesProblems(ChatRefusals.LinkInvalid, ChatRefusals.AttachmentNotFound);
    }

    private static async Task<Results<JsonCreated<AttachmentView>, ProblemResult>> Upload(
        Guid roomId,
        HttpContext http,
        Upload upload,
        IGrainFactory grains,
        IAttachments attachments
    )
    {
        var (caller, room) = (upload.Caller, new RoomId(roomId));
        var limit = http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        // Some more is read, so that the client gets the refusal.
        limit.MaxRequestBodySize = BodyLimits.FileBytesMax + BodyLimits.DrainedBytesMax;
        var access = await grains.Room(caller, roomId).MayRead(caller);
        // Who has lost their place in the room since still gets the answer to what they uploaded then.
        if (!access.Accepted && !await HasUploadedAsync(attachments, caller, room, upload.File.Id, http.RequestAborted))
            return ProblemResult.Of(access.Refusal);
        if (http.Request.ContentLength > BodyLimits.FileBytesMax)
            return ProblemResult.Of(ApiProblems.TooLarge);
        limit.MaxRequestBodySize = BodyLimits.FileBytesMax;
        var outcome = await attachments.Save(caller, room, upload.File, http.Request.Body, http.RequestAborted);
        return outcome.Created(ChatApiJson.Default.AttachmentView, file =>
            $"/api/v1/chat/rooms/{roomId}/attachments/{file.Id}"
        );
    }

    private static async ValueTask<bool> HasUploadedAsync(
        IAttachments attachments,
        Caller caller,
        RoomId room,
        AttachmentId file,
        CancellationToken cancellationToken
    ) => await attachments.Find(caller.Organization, room, caller.User, [file], cancellationToken) is [_];

    private static async Task<Results<JsonOk<AttachmentAnswer>, ProblemResult>> Read(
        Guid roomId,
        Guid attachmentId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IAttachments attachments,
        FileLinks links
    )
    {
        var (caller, room) = (ticket.Caller, new RoomId(roomId));
        var access = await grains.Room(caller, roomId).MayRead(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        if (
            await attachments.Get(caller.Organization, room, caller.User, new(attachmentId), http.RequestAborted)
            is not { } file
        )
            return ProblemResult.Of(ChatRefusals.AttachmentNotFound);
        var (url, expires) = links.Of(file.Id);
        return new JsonOk<AttachmentAnswer>(
            new(file.Id, file.Name, file.ContentType, file.Size, url, expires)
            {
                Width = file.Width,
                Height = file.Height,
                Sizes = SizesOf(file, url),
            },
            ChatApiJson.Default.AttachmentAnswer
        );
    }

    private static IReadOnlyList<PictureLink>? SizesOf(AttachmentView file, string url) =>
        file is { Width: { } width, Height: { } height }
            ?
            [
                .. PictureSizes
                    .Of(width, height, PictureSizes.OfMessages)
                    .Select(size => new PictureLink(size.Width, size.Height, FileLinks.OfSize(url, size.Edge))),
            ]
            : null;

    private static async Task<Results<FileStreamHttpResult, ProblemResult>> Download(
        Guid fileId,
        HttpContext http,
        FileLinks links,
        IAttachments attachments
    )
    {
        var (id, query) = (new AttachmentId(fileId), http.Request.Query);
        if (links.RestOf(id, query["expires"], query["signature"]) is not { } rest)
            return ProblemResult.Of(ChatRefusals.LinkInvalid);
        var fields = new QueryFields(query);
        var size = fields.Integer("size", 1, PictureSizes.OfMessages[^1], otherwise: 0);
        if (fields.Problem is { } problem)
            return new ProblemResult(problem);
        var found =
            size == 0
                ? await attachments.Open(id, http.RequestAborted)
                : await attachments.OpenSize(id, size, http.RequestAborted);
        if (found is not { } content)
            return ProblemResult.Of(ChatRefusals.AttachmentNotFound);
        // Browsers save it and do not show it as a page; the sandbox is for those that show it.
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = $"private, max-age={(int)rest.TotalSeconds}";
        if (size > 0)
            return TypedResults.Stream(
                content.Bytes,
                PictureSizes.ContentType,
                lastModified: content.At,
                entityTag: new EntityTagHeaderValue($"\"{id}-{size}\""),
                enableRangeProcessing: true
            );
        var type = content.File.ContentType;
        return TypedResults.Stream(
            content.Bytes,
            type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type,
            content.File.Name,
            content.At,
            new EntityTagHeaderValue($"\"{id}\""),
            enableRangeProcessing: true
        );
    }
}

/// <param name="Url">On this server; needs no token.</param>
internal sealed record AttachmentAnswer(
    AttachmentId Id,
    string Name,
    string ContentType,
    long Size,
    string Url,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>Of a picture, in pixels as it is shown.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>
    /// A picture as WebP, from the smallest size; the last is the picture itself if it is no larger. Null: it is no
    /// picture, or is from before there were sizes.
    /// </summary>
    public IReadOnlyList<PictureLink>? Sizes { get; init; }
}

/// <param name="Url">Good for as long as that of the file.</param>
internal sealed record PictureLink(int Width, int Height, string Url);
