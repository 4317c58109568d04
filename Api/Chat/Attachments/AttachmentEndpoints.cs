using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Chat.Attachments;

/// <summary>Files of rooms: uploaded, then attached to a message, and downloaded by links that expire soon.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder api)
    {
        var attachments = api.MapGroup("/chat/rooms/{roomId:id}/attachments")
            .WithTags("Chat")
            .Access(AccessRule.SignedIn);
        attachments
            .MapPost("/", Upload)
            .Says(
                "Uploads a file, as it is: the body is its bytes, Content-Type its kind. "
                    + "A message may name it within a day."
            )
            .Queried("name", "What the file is called.")
            .TakesFile()
            .Answers<AttachmentView>(201)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.AttachmentType,
                ChatRefusals.AttachmentEmpty,
                ChatRefusals.AttachmentQuota
            );
        attachments
            .MapGet("/{attachmentId:id}", Read)
            .Says("A file of the room, with a link to its bytes that ends within five minutes.")
            .Answers<AttachmentAnswer>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.AttachmentNotFound);

        api.MapGet("/files/{fileId:id}", Download)
            .WithTags("Chat")
            .Access(AccessRule.Open)
            .Says("The bytes of a file, to whoever has a link that is still good. Ranges may be asked for.")
            .Queried("expires", "As in the link.")
            .Queried("signature", "As in the link.")
            .Produces(200, contentType: "application/octet-stream")
            .Answers(206)
            .Refuses(ChatRefusals.LinkInvalid, ChatRefusals.AttachmentNotFound);
    }

    private static async Task<IResult> Upload(
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
        if (!access.Accepted)
            return OutcomeAnswers.Refused(access.Refusal);
        if (http.Request.ContentLength > BodyLimits.FileBytesMax)
            return new ProblemAnswer(ApiProblems.TooLarge.Problem());
        limit.MaxRequestBodySize = BodyLimits.FileBytesMax;
        var outcome = await attachments.Save(caller, room, upload.File, http.Request.Body, http.RequestAborted);
        return outcome.Created(ChatJson.Default.AttachmentView, file =>
            $"/api/v1/chat/rooms/{roomId}/attachments/{file.Id}"
        );
    }

    private static async Task<IResult> Read(
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
            return OutcomeAnswers.Refused(access.Refusal);
        if (
            await attachments.Get(caller.Organization, room, caller.User, new(attachmentId), http.RequestAborted)
            is not { } file
        )
            return OutcomeAnswers.Refused(ChatRefusals.AttachmentNotFound);
        var (url, expires) = links.Of(file.Id);
        return new JsonAnswer<AttachmentAnswer>(
            new(file.Id, file.Name, file.ContentType, file.Size, url, expires),
            ChatJson.Default.AttachmentAnswer
        );
    }

    private static async Task<IResult> Download(
        Guid fileId,
        HttpContext http,
        FileLinks links,
        IAttachments attachments
    )
    {
        var (id, query) = (new AttachmentId(fileId), http.Request.Query);
        if (links.RestOf(id, query["expires"], query["signature"]) is not { } rest)
            return OutcomeAnswers.Refused(ChatRefusals.LinkInvalid);
        if (await attachments.Open(id, http.RequestAborted) is not { } content)
            return OutcomeAnswers.Refused(ChatRefusals.AttachmentNotFound);
        // Browsers save it and do not show it as a page; the sandbox is for those that show it.
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = $"private, max-age={(int)rest.TotalSeconds}";
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
);
