using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Chat.Rooms;

/// <summary>Rooms and their members.</summary>
internal static class RoomEndpoints
{
    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/chat/rooms")
            .WithTags("Chat")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember);
        rooms
            .MapPost("/", Create)
            .WithSummary("Creates a group; makes or finds the room of a course or of two people.")
            .ProducesProblems(
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
            .WithSummary("The caller's rooms, the latest activity first.")
            .OrderedBy("the latest activity");
        rooms
            .MapGet("/{roomId:id}", Read)
            .WithSummary("A room with its settings: to members and admins.")
            .ProducesProblems(ChatRefusals.RoomNotFound);
        rooms
            .MapPatch("/{roomId:id}", Change)
            .WithSummary("Changes a room's title and settings.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.NotInDirectRooms,
                ChatRefusals.TitleLength,
                ChatRefusals.SettingsInvalid
            );

        rooms
            .MapGet("/{roomId:id}/members", Members)
            .WithSummary("Who is in a room: to members and admins.")
            .ProducesProblems(ChatRefusals.RoomNotFound);
        rooms
            .MapPost("/{roomId:id}/members", AddMembers)
            .WithSummary("Adds people to a group; whoever is in it stays as they are.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.MembersFixed,
                ChatRefusals.PersonNotFound,
                ChatRefusals.TooManyMembers
            );
        rooms
            .MapDelete("/{roomId:id}/members/{userId:id}", Remove)
            .WithSummary("Removes somebody from a group; oneself: leaves it.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.MembersFixed,
                ChatRefusals.HigherRole,
                ChatRefusals.OwnerStays
            );
        rooms
            .MapPatch("/{roomId:id}/members/{userId:id}", ChangeRole)
            .WithSummary("Changes what a member may do.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MemberNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.HigherRole,
                ChatRefusals.OwnerStays,
                ChatRefusals.NotInDirectRooms
            );
    }

    private static async Task<Results<JsonCreated<RoomView>, JsonOk<RoomView>, ProblemResult>> Create(
        Command<CreateRoomBody> command,
        IGrainFactory grains,
        IdSource ids
    )
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
            return ProblemResult.Of(outcome.Refusal);
        var (view, created) = outcome.Answer;
        return created
            ? new JsonCreated<RoomView>($"/api/v1/chat/rooms/{room}", view, ChatApiJson.Default.RoomView)
            : new JsonOk<RoomView>(view, ChatApiJson.Default.RoomView);
    }

    private static async Task<JsonOk<Page<RoomListItem>>> Mine(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var page = await chat.Rooms(caller.Organization, caller.User, paging.Request, http.RequestAborted);
        return new JsonOk<Page<RoomListItem>>(paging.Seal(page), ChatApiJson.Default.PageRoomListItem);
    }

    private static async Task<Results<JsonOk<RoomAnswer>, ProblemResult>> Read(
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

    private static async Task<Results<JsonOk<RoomAnswer>, ProblemResult>> Change(
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

    private static async Task<Results<JsonOk<Page<MemberView>>, ProblemResult>> Members(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var caller = ticket.Caller;
        var seen = await grains.Room(caller, roomId).Get(caller);
        if (!seen.Accepted)
            return ProblemResult.Of(seen.Refusal);
        var page = await chat.Members(caller.Organization, new RoomId(roomId), paging.Request, http.RequestAborted);
        return new JsonOk<Page<MemberView>>(paging.Seal(page), ChatApiJson.Default.PageMemberView);
    }

    private static async Task<Results<NoContent, ProblemResult>> AddMembers(
        Guid roomId,
        Command<AddMembersBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .AddMembers(command.Caller, command.Key, new([.. command.Body.UserIds.Select(UserId.Of)]))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        Guid roomId,
        Guid userId,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains.Room(command.Caller, roomId).RemoveMember(command.Caller, command.Key, new(new(userId)))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> ChangeRole(
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

    private static async Task<Results<JsonOk<RoomAnswer>, ProblemResult>> ShownAsync(
        Outcome<RoomDetails> outcome,
        Caller caller,
        IChatQueries chat,
        CancellationToken cancellationToken
    )
    {
        if (!outcome.Accepted)
            return ProblemResult.Of(outcome.Refusal);
        var item = await chat.Room(caller.Organization, caller.User, outcome.Answer.Room.Id, cancellationToken);
        return new JsonOk<RoomAnswer>(RoomAnswer.Of(outcome.Answer, item), ChatApiJson.Default.RoomAnswer);
    }
}
