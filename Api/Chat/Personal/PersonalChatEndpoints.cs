using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Chat.Personal;

/// <summary>
/// The caller's own part of chat: reads, drafts, the people they can write to, and search.
/// </summary>
internal static class PersonalChatEndpoints
{
    public static void MapPersonalChat(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/chat/rooms/{roomId:id}")
            .WithTags("Chat")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember);
        room.MapPut("/read", MarkRead)
            .WithSummary("The caller has read everything up to this number.")
            .IsNoWrite() // It is written once a second at most, however often it is said.
            .ProducesProblems(ChatRefusals.RoomNotFound);
        room.MapPut("/draft", SaveDraft)
            .WithSummary("Keeps what the caller has begun to write, for all their devices.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.BodyLength,
                ChatRefusals.TextInvalid,
                ChatRefusals.WrittenTooMuchFor(default)
            );
        room.MapDelete("/draft", ClearDraft).WithSummary("Forgets it.").ProducesProblems(ChatRefusals.RoomNotFound);
        room.MapGet("/presence", Presence)
            .WithSummary("Who of the room is online.")
            .ProducesProblems(ChatRefusals.RoomNotFound);

        var chat = api.MapGroup("/chat").WithTags("Chat").RequireAuthorization(Access.SignedIn);
        chat.MapGet("/people", People)
            .WithSummary("Whom the caller can write to, by name.")
            .WithQueryParameter("search", "The beginning of a word of the name.")
            .OrderedBy("the name, those that match best first");
        chat.MapGet("/search", Search)
            .WithSummary("Messages of the caller's rooms that have these words, newest first.")
            .OrderedBy("how well a message matches, and its time");
    }

    private static async Task<Results<NoContent, ProblemResult>> MarkRead(
        Guid roomId,
        Command<ReadBody> command,
        IGrainFactory grains
    ) => (await grains.Room(command.Caller, roomId).MarkRead(command.Caller, command.Body.Seq)).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> SaveDraft(
        Guid roomId,
        Command<DraftBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains.Drafts(command.Caller).Save(command.Caller, command.Key, new(roomId), command.Body.ToDraft())
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> ClearDraft(
        Guid roomId,
        Command command,
        IGrainFactory grains
    ) => (await grains.Drafts(command.Caller).Save(command.Caller, command.Key, new(roomId), draft: null)).NoContent();

    private static async Task<Results<JsonOk<RoomPresence>, ProblemResult>> Presence(
        Guid roomId,
        AccessTicket ticket,
        IGrainFactory grains
    ) => (await grains.Room(ticket.Caller, roomId).GetPresence(ticket.Caller)).Ok(ChatApiJson.Default.RoomPresence);

    private static async Task<Results<JsonOk<Page<DirectoryPerson>>, ProblemResult>> People(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var search = fields.Text("search", ChatLimits.SearchTextMax);
        if (fields.Problem is { } fault)
            return new ProblemResult(fault);
        var caller = ticket.Caller;
        var people = await chat.People(caller.Organization, caller.User, search, paging.Request, http.RequestAborted);
        return new JsonOk<Page<DirectoryPerson>>(paging.Seal(people), ChatApiJson.Default.PageDirectoryPerson);
    }

    private static async Task<JsonOk<Page<FoundMessage>>> Search(
        HttpContext http,
        AccessTicket ticket,
        MessageSearchQuery query,
        Paging paging,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var page = await chat.Search(
            caller.Organization,
            caller.User,
            query.Text,
            query.Room,
            paging.Request,
            http.RequestAborted
        );
        return new JsonOk<Page<FoundMessage>>(paging.Seal(page), ChatApiJson.Default.PageFoundMessage);
    }
}
