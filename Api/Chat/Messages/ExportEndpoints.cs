using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Chat.Messages;

/// <summary>A room's messages as a file.</summary>
internal static class ExportEndpoints
{
    public static void MapExport(this IEndpointRouteBuilder api) =>
        api.MapGet("/chat/rooms/{roomId:id}/export", Export)
            .WithTags("Chat")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember)
            .WithSummary(
                "All messages of a room, oldest first: to its moderators, to both in a direct room, "
                    + "and to admins, whose reading is recorded."
            )
            .WithQueryParameter("format", "json, or csv.")
            .WithQueryParameter("reason", "Why an admin reads a conversation that they are not in.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.ReasonLength,
                ChatRefusals.TextInvalid
            );

    private static async Task<Results<ExportAnswer, ProblemResult>> Export(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var format = fields.Choice<ExportFormat>("format") ?? ExportFormat.Json;
        var reason = fields.Text("reason", ChatLimits.ReasonMax);
        var caller = ticket.Caller;
        var room = grains.Room(caller, roomId);
        var access = await room.MayRead(caller);
        if (!access.Accepted && caller.Role == Role.Admin && reason is null)
            fields.Wrong("reason", "It is required of an admin who is not in the room.");
        if (fields.Problem is { } fault)
            return new ProblemResult(fault);

        var upTo = access.Accepted
            ? Readable(access.Answer)
            : await MonitoredAsync(room, caller, reason, access.Refusal!);
        if (!upTo.Accepted)
            return ProblemResult.Of(upTo.Refusal);
        return new ExportAnswer(
            new(roomId),
            format,
            chat.Export(caller.Organization, new(roomId), upTo.Answer, http.RequestAborted)
        );
    }

    private static Outcome<long> Readable(RoomAccess access) =>
        access.MayModerate || access.Type == RoomType.Direct ? access.LastSeq : ChatRefusals.ModeratorsOnly;

    private static async Task<Outcome<long>> MonitoredAsync(
        IChatRoomGrain room,
        Caller caller,
        string? reason,
        Refusal refusal
    )
    {
        if (caller.Role != Role.Admin)
            return refusal;
        var outcome = await room.Monitor(caller, null, new(reason!, null, null));
        return outcome.Accepted ? outcome.Answer.ToSeq : outcome.Refusal;
    }
}
