using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Identifiers;

namespace Academy.Api.Chat.Rooms;

/// <summary>Rooms and their members.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/chat/rooms").WithTags("Chat").Access(AccessRule.SignedIn);
        rooms
            .MapPost("/", Create)
            .Says("Creates a group; makes or finds the room of a course or of two people.")
            .Takes<CreateRoomBody>()
            .Answers<RoomView>(201)
            .Answers<RoomView>()
            .Refuses(
                ChatRefusals.RoomNotFound,
                CatalogRefusals.CourseNotFound,
                ChatRefusals.PersonNotFound,
                ChatRefusals.NotWithYourself,
                ChatRefusals.TooManyMembers,
                ChatRefusals.TooManyRooms,
                ChatRefusals.TitleLength
            );
        rooms
            .MapGet("/", Mine)
            .Says("The caller's rooms, the latest activity first.")
            .Paged()
            .Answers<Page<RoomListItem>>();
        rooms
            .MapGet("/{roomId:id}", Read)
            .Says("A room with its settings: to members and admins.")
            .Answers<RoomAnswer>()
            .Refuses(ChatRefusals.RoomNotFound);
        rooms
            .MapPatch("/{roomId:id}", Change)
            .Says("Changes a room's title and settings.")
            .Takes<ChangeRoomBody>()
            .Answers<RoomAnswer>()
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.TitleLength,
                ChatRefusals.SettingsInvalid
            );

        rooms
            .MapGet("/{roomId:id}/members", Members)
            .Says("Who is in a room: to members and admins.")
            .Paged()
            .Answers<Page<MemberView>>()
            .Refuses(ChatRefusals.RoomNotFound);
        rooms
            .MapPost("/{roomId:id}/members", AddMembers)
            .Says("Adds people to a group; who is in it stays as he is.")
            .Takes<AddMembersBody>()
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.MembersFixed,
                ChatRefusals.PersonNotFound,
                ChatRefusals.TooManyMembers
            );
        rooms
            .MapDelete("/{roomId:id}/members/{userId:id}", Remove)
            .Says("Removes somebody from a group; oneself: leaves it.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.MembersFixed,
                ChatRefusals.HigherRole,
                ChatRefusals.OwnerStays
            );
        rooms
            .MapPatch("/{roomId:id}/members/{userId:id}", ChangeRole)
            .Says("Changes what a member may do.")
            .Takes<ChangeRoleBody>()
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.OwnerStays,
                ChatRefusals.NotInDirectRooms
            );
    }

    private static async Task<IResult> Create(Command<CreateRoomBody> command, IGrainFactory grains, IdSource ids)
    {
        var (caller, body) = (command.Caller, command.Body);
        var members = (body.MemberIds ?? []).Select(UserId.Of).ToArray();
        var room = body.Type switch
        {
            RoomType.Course => RoomId.OfCourse(new CourseId(body.CourseId!.Value)),
            RoomType.Direct => RoomId.OfPair(caller.User, members[0]),
            _ => RoomId.OfGroup(caller.User, command.Key?.Id ?? ids.Next().ToString()),
        };
        var outcome = await grains
            .Room(caller, room.Value)
            .Create(
                caller,
                command.Key,
                new(body.Type, body.CourseId is { } course ? new CourseId(course) : null, members, body.Title)
            );
        if (!outcome.Accepted)
            return OutcomeAnswers.Refused(outcome.Refusal);
        return new JsonAnswer<RoomView>(
            outcome.Answer.Room,
            ChatJson.Default.RoomView,
            outcome.Answer.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK
        )
        {
            Location = outcome.Answer.Created ? $"/api/v1/chat/rooms/{room}" : null,
        };
    }

    private static async Task<IResult> Mine(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat,
        Cursors cursors
    )
    {
        var caller = ticket.Caller;
        var page = await chat.Rooms(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<RoomListItem>>(
            cursors.Seal(page, http.Request.Path),
            ChatJson.Default.PageRoomListItem
        );
    }

    private static async Task<IResult> Read(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    ) =>
        await ShownAsync(
            await grains.Room(ticket.Caller, roomId).Get(ticket.Caller),
            ticket.Caller,
            chat,
            http.RequestAborted
        );

    private static async Task<IResult> Change(
        Guid roomId,
        HttpContext http,
        Command<ChangeRoomBody> command,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var body = command.Body;
        var outcome = await grains
            .Room(command.Caller, roomId)
            .Change(command.Caller, command.Key, new(body.Title, body.SlowModeSeconds, body.BlockedWords));
        return await ShownAsync(outcome, command.Caller, chat, http.RequestAborted);
    }

    private static async Task<IResult> Members(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        IChatQueries chat,
        Cursors cursors
    )
    {
        var caller = ticket.Caller;
        var seen = await grains.Room(caller, roomId).Get(caller);
        if (!seen.Accepted)
            return OutcomeAnswers.Refused(seen.Refusal);
        var page = await chat.Members(caller.Organization, new RoomId(roomId), paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<MemberView>>(cursors.Seal(page, http.Request.Path), ChatJson.Default.PageMemberView);
    }

    private static async Task<IResult> AddMembers(Guid roomId, Command<AddMembersBody> command, IGrainFactory grains) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .AddMembers(command.Caller, command.Key, new([.. command.Body.UserIds.Select(UserId.Of)]))
        ).NoContent();

    private static async Task<IResult> Remove(Guid roomId, Guid userId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).RemoveMember(command.Caller, command.Key, new(new(userId)))
        ).NoContent();

    private static async Task<IResult> ChangeRole(
        Guid roomId,
        Guid userId,
        Command<ChangeRoleBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .ChangeRole(command.Caller, command.Key, new(new(userId), command.Body.Role))
        ).NoContent();

    private static async Task<IResult> ShownAsync(
        Outcome<RoomDetails> outcome,
        Caller caller,
        IChatQueries chat,
        CancellationToken cancellationToken
    )
    {
        if (!outcome.Accepted)
            return OutcomeAnswers.Refused(outcome.Refusal);
        var item = await chat.Room(caller.Organization, caller.User, outcome.Answer.Room.Id, cancellationToken);
        return new JsonAnswer<RoomAnswer>(RoomAnswer.Of(outcome.Answer, item), ChatJson.Default.RoomAnswer);
    }
}
