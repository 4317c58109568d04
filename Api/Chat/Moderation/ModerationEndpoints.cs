using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Messages;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Moderation;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Chat.Moderation;

/// <summary>Moderation: mutes, bans, reports, and readings by admins.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/chat/rooms/{roomId:id}")
            .WithTags("Chat moderation")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember);
        room.MapPut("/members/{userId:id}/mute", Mute)
            .WithSummary("Lets a member read, but not write.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself,
                ChatRefusals.EndInPast
            );
        room.MapDelete("/members/{userId:id}/mute", Unmute)
            .WithSummary("Lets a member write again.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself
            );
        room.MapGet("/bans", Bans)
            .WithSummary("Who may not be in the room, the latest first: to moderators and admins.")
            .OrderedBy("the time of a ban")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.ModeratorsOnly);
        room.MapPut("/bans/{userId:id}", Ban)
            .WithSummary("Bans somebody, and removes them if they are in the room.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself,
                ChatRefusals.EndInPast,
                ChatRefusals.OwnerStays,
                ChatRefusals.TooManyBans
            );
        room.MapDelete("/bans/{userId:id}", Unban)
            .WithSummary("Lifts a ban.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself
            );
        room.MapPost("/messages/{messageId:id}/reports", Report)
            .WithSummary("Tells the moderators of a message.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.NotWithYourself,
                ChatRefusals.TooManyReports,
                ChatRefusals.ReasonLength,
                ChatRefusals.TextInvalid
            );
        room.MapGet("/reports", Reports)
            .WithSummary("Reported messages that wait, the oldest first: to moderators and admins.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.ModeratorsOnly);
        room.MapPost("/reports/{messageId:id}/resolve", Resolve)
            .WithSummary("Dismisses what was reported of a message, or deletes it.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.ReportNotFound, ChatRefusals.ModeratorsOnly);

        var admin = api.MapGroup("/admin/chat/rooms")
            .WithTags("Chat moderation")
            .RequireAuthorization(Access.Admin)
            .Audited();
        admin
            .MapGet("/", AllRooms)
            .WithSummary("All rooms of the organization: that they are there, not what is said.")
            .OrderedBy("how well a title matches the search, if there is one, and the time of creation");
        admin
            .MapPost("/{roomId:id}/readings", Monitor)
            .WithSummary(
                "Reads a page of a conversation, newest first. "
                    + "The reading is recorded first, and its members see that it was."
            )
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.ReasonLength, ChatRefusals.TextInvalid);
        api.MapGet("/chat/privacy", Readings)
            .WithTags("Chat moderation")
            .RequireAuthorization(Access.SignedIn)
            .WithSummary("Admins' readings of conversations that the caller was in, newest first.");
    }

    private static async Task<Results<NoContent, ProblemResult>> Mute(
        Guid roomId,
        Guid userId,
        Command<UntilBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .Mute(command.Caller, command.Key, new(new(userId), true, command.Body.Until))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> Unmute(
        Guid roomId,
        Guid userId,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains.Room(command.Caller, roomId).Mute(command.Caller, command.Key, new(new(userId), false, null))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> Ban(
        Guid roomId,
        Guid userId,
        Command<UntilBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .Ban(command.Caller, command.Key, new(new(userId), true, command.Body.Until))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> Unban(
        Guid roomId,
        Guid userId,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains.Room(command.Caller, roomId).Ban(command.Caller, command.Key, new(new(userId), false, null))
        ).NoContent();

    private static async Task<Results<JsonOk<Page<BanView>>, ProblemResult>> Bans(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var access = await grains.Room(caller, roomId).MayModerate(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        var bans = await chat.Bans(caller.Organization, new(roomId), paging.Request, http.RequestAborted);
        return new JsonOk<Page<BanView>>(paging.Seal(bans), ChatApiJson.Default.PageBanView);
    }

    private static async Task<Results<NoContent, ProblemResult>> Report(
        Guid roomId,
        Guid messageId,
        Command<ReportBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .Report(command.Caller, command.Key, new(new(messageId), command.Body.Reason))
        ).NoContent();

    private static async Task<Results<JsonOk<Page<ReportView>>, ProblemResult>> Reports(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var access = await grains.Room(caller, roomId).MayModerate(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        var reports = await chat.Reports(caller.Organization, new(roomId), paging.Request, http.RequestAborted);
        return new JsonOk<Page<ReportView>>(paging.Seal(reports), ChatApiJson.Default.PageReportView);
    }

    private static async Task<Results<NoContent, ProblemResult>> Resolve(
        Guid roomId,
        Guid messageId,
        Command<ResolveReportBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .ResolveReport(command.Caller, command.Key, new(new(messageId), command.Body.Action))
        ).NoContent();

    private static async Task<JsonOk<Page<RoomOverview>>> AllRooms(
        HttpContext http,
        AccessTicket ticket,
        RoomsQuery query,
        Paging paging,
        IChatQueries chat
    )
    {
        var page = await chat.AllRooms(ticket.Caller.Organization, query.Search, paging.Request, http.RequestAborted);
        return new JsonOk<Page<RoomOverview>>(paging.Seal(page), ChatApiJson.Default.PageRoomOverview);
    }

    private static async Task<Results<JsonOk<MessagesAnswer>, ProblemResult>> Monitor(
        Guid roomId,
        HttpContext http,
        Command<ReadingBody> command,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var (caller, body) = (command.Caller, command.Body);
        var limit = body.Limit ?? PageRequest.LimitDefault;
        var outcome = await grains
            .Room(caller, roomId)
            .Monitor(caller, command.Key, new(body.Reason, body.Before, limit));
        if (!outcome.Accepted)
            return ProblemResult.Of(outcome.Refusal);
        // Shows exactly the recorded messages, though there may be newer ones by now.
        var (from, to) = (outcome.Answer.FromSeq, outcome.Answer.ToSeq);
        var page = await chat.Messages(
            caller.Organization,
            new(roomId),
            new(limit, Before: to + 1),
            http.RequestAborted
        );
        var items = page.Items.Where(m => m.Seq >= from).ToArray();
        return new JsonOk<MessagesAnswer>(
            new(items, page.NextCursor is not null && from > 1 ? from.ToString() : null, page.HasNewer),
            ChatApiJson.Default.MessagesAnswer
        );
    }

    private static async Task<JsonOk<Page<MonitoringView>>> Readings(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var page = await chat.Monitorings(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonOk<Page<MonitoringView>>(paging.Seal(page), ChatApiJson.Default.PageMonitoringView);
    }
}
