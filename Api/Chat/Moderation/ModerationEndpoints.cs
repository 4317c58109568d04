using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Messages;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Moderation;
using Academy.Commands;

namespace Academy.Api.Chat.Moderation;

/// <summary>Moderation: mutes, bans, reports, and readings by admins.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/chat/rooms/{roomId:id}").WithTags("Chat moderation").Access(AccessRule.SignedIn);
        room.MapPut("/members/{userId:id}/mute", Mute)
            .Says("Lets a member read, but not write.")
            .Takes<UntilBody>()
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself,
                ChatRefusals.EndInPast
            );
        room.MapDelete("/members/{userId:id}/mute", Unmute)
            .Says("Lets a member write again.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself
            );
        room.MapGet("/bans", Bans)
            .Says("Who may not be in the room: to moderators and admins.")
            .Answers<Page<BanView>>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.ModeratorsOnly);
        room.MapPut("/bans/{userId:id}", Ban)
            .Says("Bans somebody, and removes him if he is in the room.")
            .Takes<UntilBody>()
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself,
                ChatRefusals.EndInPast,
                ChatRefusals.TooManyBans
            );
        room.MapDelete("/bans/{userId:id}", Unban)
            .Says("Lifts a ban.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.NotWithYourself
            );
        room.MapPost("/messages/{messageId:id}/reports", Report)
            .Says("Tells the moderators of a message.")
            .Takes<ReportBody>()
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.NotWithYourself,
                ChatRefusals.TooManyReports,
                ChatRefusals.ReasonLength,
                ChatRefusals.TextInvalid
            );
        room.MapGet("/reports", Reports)
            .Says("Reported messages that wait: to moderators and admins.")
            .Answers<Page<ReportView>>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.ModeratorsOnly);
        room.MapPost("/reports/{messageId:id}/resolve", Resolve)
            .Says("Dismisses what was reported of a message, or deletes it.")
            .Takes<ResolveReportBody>()
            .Answers(204)
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.ReportNotFound, ChatRefusals.ModeratorsOnly);

        var admin = api.MapGroup("/admin/chat/rooms").WithTags("Chat moderation").Access(AccessRule.Admin);
        admin
            .MapGet("/", AllRooms)
            .Says("All rooms of the organization: that they are there, not what is said.")
            .Queried("search", "A part of the title, or of a member's name.")
            .Paged()
            .Answers<Page<RoomOverview>>();
        admin
            .MapPost("/{roomId:id}/readings", Monitor)
            .Says(
                "Reads a page of a conversation, newest first. "
                    + "The reading is recorded first, and its members see that it was."
            )
            .Takes<ReadingBody>()
            .Answers<MessagesAnswer>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.ReasonLength, ChatRefusals.TextInvalid);
        api.MapGet("/chat/privacy", Readings)
            .WithTags("Chat moderation")
            .Access(AccessRule.SignedIn)
            .Says("Admins' readings of conversations that the caller was in, newest first.")
            .Paged()
            .Answers<Page<MonitoringView>>();
    }

    private static async Task<IResult> Mute(
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

    private static async Task<IResult> Unmute(Guid roomId, Guid userId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).Mute(command.Caller, command.Key, new(new(userId), false, null))
        ).NoContent();

    private static async Task<IResult> Ban(
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

    private static async Task<IResult> Unban(Guid roomId, Guid userId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).Ban(command.Caller, command.Key, new(new(userId), false, null))
        ).NoContent();

    private static async Task<IResult> Bans(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var access = await grains.Room(caller, roomId).MayModerate(caller);
        if (!access.Accepted)
            return OutcomeAnswers.Refused(access.Refusal);
        var bans = await chat.Bans(caller.Organization, new(roomId), http.RequestAborted);
        return new JsonAnswer<Page<BanView>>(new(bans, null), ChatJson.Default.PageBanView);
    }

    private static async Task<IResult> Report(
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

    private static async Task<IResult> Reports(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var access = await grains.Room(caller, roomId).MayModerate(caller);
        if (!access.Accepted)
            return OutcomeAnswers.Refused(access.Refusal);
        var reports = await chat.Reports(caller.Organization, new(roomId), http.RequestAborted);
        return new JsonAnswer<Page<ReportView>>(new(reports, null), ChatJson.Default.PageReportView);
    }

    private static async Task<IResult> Resolve(
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

    private static async Task<IResult> AllRooms(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat,
        Cursors cursors
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var search = fields.Text("search", ChatLimits.SearchTextMax);
        if (fields.Problem is { } fault)
            return new Problems.ProblemAnswer(fault);
        var page = await chat.AllRooms(ticket.Caller.Organization, search, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<RoomOverview>>(
            cursors.Seal(page, http.Request.Path),
            ChatJson.Default.PageRoomOverview
        );
    }

    private static async Task<IResult> Monitor(
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
            return OutcomeAnswers.Refused(outcome.Refusal);
        // Shows exactly the recorded messages, though there may be newer ones by now.
        var (from, to) = (outcome.Answer.FromSeq, outcome.Answer.ToSeq);
        var page = await chat.Messages(
            caller.Organization,
            new(roomId),
            new(limit, Before: to + 1),
            http.RequestAborted
        );
        var items = page.Items.Where(m => m.Seq >= from).ToArray();
        return new JsonAnswer<MessagesAnswer>(
            new(items, page.NextCursor is not null && from > 1 ? from.ToString() : null, page.HasNewer),
            ChatJson.Default.MessagesAnswer
        );
    }

    private static async Task<IResult> Readings(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat,
        Cursors cursors
    )
    {
        var caller = ticket.Caller;
        var page = await chat.Monitorings(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<MonitoringView>>(
            cursors.Seal(page, http.Request.Path),
            ChatJson.Default.PageMonitoringView
        );
    }
}
