using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Presence;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Api.Chat.Personal;

/// <summary>
/// The caller's own part of chat: reads, drafts, the people they can write to, and search.
/// </summary>
internal static class PersonalChatEndpoints
{
    private const int PeopleMax = 20;

    public static void MapPersonalChat(this IEndpointRouteBuilder api)
    {
        var room = api.MapGroup("/chat/rooms/{roomId:id}").WithTags("Chat").Access(AccessRule.SignedIn);
        room.MapPut("/read", MarkRead)
            .Says("The caller has read everything up to this number.")
            .Takes<ReadBody>()
            .Answers(204)
            .Refuses(ChatRefusals.RoomNotFound);
        room.MapPut("/draft", SaveDraft)
            .Says("Keeps what the caller has begun to write, for all his devices.")
            .Takes<DraftBody>()
            .Answers(204)
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.BodyLength, ChatRefusals.TextInvalid);
        room.MapDelete("/draft", ClearDraft).Says("Forgets it.").Answers(204).Refuses(ChatRefusals.RoomNotFound);
        room.MapGet("/presence", Presence)
            .Says("Who of the room is online.")
            .Answers<RoomPresence>()
            .Refuses(ChatRefusals.RoomNotFound);

        var chat = api.MapGroup("/chat").WithTags("Chat").Access(AccessRule.SignedIn);
        chat.MapGet("/people", People)
            .Says($"Whom the caller can write to, at most {PeopleMax}.")
            .Queried("search", "The beginning of a word of the name.")
            .Answers<Page<DirectoryPerson>>();
        chat.MapGet("/search", Search)
            .Says("Messages of the caller's rooms that have these words, newest first.")
            .Queried("q", "Words to look for.")
            .Queried("roomId", "In this room only.")
            .Paged()
            .Answers<Page<FoundMessage>>();
    }

    private static async Task<IResult> MarkRead(Guid roomId, Command<ReadBody> command, IGrainFactory grains) =>
        (await grains.Room(command.Caller, roomId).MarkRead(command.Caller, command.Body.Seq)).NoContent();

    private static async Task<IResult> SaveDraft(Guid roomId, Command<DraftBody> command, IGrainFactory grains) =>
        (await grains.SaveDraft(command.Caller, command.Key, roomId, command.Body.ToDraft())).NoContent();

    private static async Task<IResult> ClearDraft(Guid roomId, Command command, IGrainFactory grains) =>
        (await grains.SaveDraft(command.Caller, command.Key, roomId, draft: null)).NoContent();

    private static async Task<IResult> Presence(Guid roomId, AccessTicket ticket, IGrainFactory grains) =>
        (await grains.Room(ticket.Caller, roomId).GetPresence(ticket.Caller)).Ok(ChatJson.Default.RoomPresence);

    private static async Task<IResult> People(HttpContext http, AccessTicket ticket, IChatQueries chat)
    {
        var fields = new QueryFields(http.Request.Query);
        var search = fields.Text("search", ChatLimits.SearchTextMax);
        if (fields.Problem is { } fault)
            return new ProblemAnswer(fault);
        var caller = ticket.Caller;
        var people = await chat.People(caller.Organization, caller.User, search, PeopleMax, http.RequestAborted);
        return new JsonAnswer<Page<DirectoryPerson>>(new(people, null), ChatJson.Default.PageDirectoryPerson);
    }

    private static async Task<IResult> Search(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat,
        Cursors cursors
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var text = fields.Text("q", ChatLimits.SearchTextMax);
        if (text is null)
            fields.Wrong("q", "It is required.");
        var room = fields.Id("roomId");
        if (fields.Problem is { } fault)
            return new ProblemAnswer(fault);
        var caller = ticket.Caller;
        var page = await chat.Search(
            caller.Organization,
            caller.User,
            text!,
            room is { } id ? new RoomId(id) : null,
            paging.Request,
            http.RequestAborted
        );
        return new JsonAnswer<Page<FoundMessage>>(
            cursors.Seal(page, http.Request.Path),
            ChatJson.Default.PageFoundMessage
        );
    }
}
