using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Chat.Messages;

/// <summary>Messages of a room.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/chat/rooms/{roomId:id}/messages")
            .WithTags("Chat")
            .RequireAuthorization(Access.SignedIn)
            .AuditedUnless(RoomGrains.IsMember);
        messages
            .MapGet("/", History)
            .WithSummary(
                "A page of a room's messages, newest first: the newest, "
                    + "or before, after or around a number, a day or what is unread."
            )
            .ProducesProblems(ChatRefusals.RoomNotFound);
        messages
            .MapPost("/", Post)
            .WithSummary("Posts a message. The Idempotency-Key is its command id, the same as on the hub.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.AttachmentNotFound,
                ChatRefusals.BodyLength,
                ChatRefusals.TextInvalid,
                ChatRefusals.BlockedWord,
                ChatRefusals.MutedFor(null),
                ChatRefusals.SlowModeFor(default),
                ChatRefusals.RateLimitedFor(default),
                ChatRefusals.WrittenTooMuchFor(default)
            );

        var message = messages.MapGroup("/{messageId:id}");
        message
            .MapPatch("/", Edit)
            .WithSummary("Changes one's own message.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.NotYourMessage,
                ChatRefusals.BlockedWord,
                ChatRefusals.MutedFor(null),
                ChatRefusals.RateLimitedFor(default),
                ChatRefusals.BodyLength,
                ChatRefusals.TextInvalid,
                ChatRefusals.WrittenTooMuchFor(default)
            );
        message
            .MapDelete("/", Delete)
            .WithSummary("Deletes one's own message, or as a moderator anybody's.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound, ChatRefusals.NotYourMessage);
        message
            .MapPut("/reactions/{emoji}", AddReaction)
            .WithSummary("Reacts with an emoji.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.EmojiInvalid,
                ChatRefusals.TooManyReactions,
                ChatRefusals.MutedFor(null)
            );
        message
            .MapDelete("/reactions/{emoji}", RemoveReaction)
            .WithSummary("Takes a reaction back.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.EmojiInvalid,
                ChatRefusals.MutedFor(null)
            );
        message
            .MapPut("/pin", Pin)
            .WithSummary("Pins a message.")
            .ProducesProblems(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.TooManyPins
            );
        message
            .MapDelete("/pin", Unpin)
            .WithSummary("Unpins a message.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound, ChatRefusals.ModeratorsOnly);
        message
            .MapGet("/thread", Thread)
            .WithSummary("The answers to a message, oldest first.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound);
        message
            .MapGet("/seen-by", SeenBy)
            .WithSummary("Who has read this far.")
            .ProducesProblems(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound);
    }

    private static async Task<Results<JsonOk<MessagesAnswer>, ProblemResult>> History(
        Guid roomId,
        HttpContext http,
        AccessTicket ticket,
        HistoryQuery query,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var (caller, room, request) = (ticket.Caller, new RoomId(roomId), query.Request);
        var access = await grains.Room(caller, roomId).MayRead(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        if (query.Unread)
            request = request with
            {
                Around = await chat.FirstUnread(caller.Organization, room, caller.User, http.RequestAborted),
            };
        var page = await chat.Messages(caller.Organization, room, request, http.RequestAborted);
        return new JsonOk<MessagesAnswer>(query.Seal(page), ChatApiJson.Default.MessagesAnswer);
    }

    private static async Task<Results<JsonCreated<MessageReceipt>, ProblemResult>> Post(
        Guid roomId,
        Command<PostMessageBody> command,
        IGrainFactory grains
    )
    {
        var post = command.Body.ToCommand();
        var key = command.Key.With(() => post.HashOf(new(roomId)));
        var outcome = await grains.Room(command.Caller, roomId).Post(command.Caller, key, post);
        return outcome.Created(ChatApiJson.Default.MessageReceipt, receipt =>
            $"/api/v1/chat/rooms/{roomId}/messages?around={receipt.Seq}&limit=1"
        );
    }

    private static async Task<Results<JsonOk<MessageReceipt>, ProblemResult>> Edit(
        Guid roomId,
        Guid messageId,
        Command<EditMessageBody> command,
        IGrainFactory grains
    )
    {
        var key = command.Key.With(() => MessageHashes.OfEdit(roomId, messageId, command.Body));
        var outcome = await grains
            .Room(command.Caller, roomId)
            .Edit(command.Caller, key, command.Body.ToCommand(messageId));
        return outcome.Ok(ChatApiJson.Default.MessageReceipt);
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        Guid roomId,
        Guid messageId,
        Command command,
        IGrainFactory grains
    )
    {
        var key = command.Key.With(() => MessageHashes.OfDeletion(roomId, messageId));
        return (await grains.Room(command.Caller, roomId).Delete(command.Caller, key, new(new(messageId)))).NoContent();
    }

    private static Task<Results<NoContent, ProblemResult>> AddReaction(
        Guid roomId,
        Guid messageId,
        string emoji,
        Command command,
        IGrainFactory grains
    ) => React(roomId, messageId, emoji, isOn: true, command, grains);

    private static Task<Results<NoContent, ProblemResult>> RemoveReaction(
        Guid roomId,
        Guid messageId,
        string emoji,
        Command command,
        IGrainFactory grains
    ) => React(roomId, messageId, emoji, isOn: false, command, grains);

    private static async Task<Results<NoContent, ProblemResult>> React(
        Guid roomId,
        Guid messageId,
        string emoji,
        bool isOn,
        Command command,
        IGrainFactory grains
    )
    {
        var key = command.Key.With(() => MessageHashes.OfReaction(roomId, messageId, emoji, isOn));
        var outcome = await grains
            .Room(command.Caller, roomId)
            .React(command.Caller, key, new(new(messageId), emoji, isOn));
        return outcome.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> Pin(
        Guid roomId,
        Guid messageId,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains.Room(command.Caller, roomId).Pin(command.Caller, command.Key, new(new(messageId), true))
        ).NoContent();

    private static async Task<Results<NoContent, ProblemResult>> Unpin(
        Guid roomId,
        Guid messageId,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains.Room(command.Caller, roomId).Pin(command.Caller, command.Key, new(new(messageId), false))
        ).NoContent();

    private static async Task<Results<JsonOk<Page<MessageView>>, ProblemResult>> Thread(
        Guid roomId,
        Guid messageId,
        HttpContext http,
        AccessTicket ticket,
        ThreadQuery query,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var (caller, room) = (ticket.Caller, new RoomId(roomId));
        var access = await grains.Room(caller, roomId).MayRead(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        if (!new MessageId(messageId).TryGetSeq(room, out var root))
            return ProblemResult.Of(ChatRefusals.MessageNotFound);
        var items = await chat.Thread(
            caller.Organization,
            room,
            root,
            query.After,
            query.Limit + 1,
            http.RequestAborted
        );
        return new JsonOk<Page<MessageView>>(query.Seal(items), ChatApiJson.Default.PageMessageView);
    }

    private static async Task<Results<JsonOk<SeenBy>, ProblemResult>> SeenBy(
        Guid roomId,
        Guid messageId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var (caller, room) = (ticket.Caller, new RoomId(roomId));
        var access = await grains.Room(caller, roomId).MayRead(caller);
        if (!access.Accepted)
            return ProblemResult.Of(access.Refusal);
        if (!new MessageId(messageId).TryGetSeq(room, out var seq) || seq > access.Answer.LastSeq)
            return ProblemResult.Of(ChatRefusals.MessageNotFound);
        return new JsonOk<SeenBy>(
            await chat.SeenBy(caller.Organization, room, seq, http.RequestAborted),
            ChatApiJson.Default.SeenBy
        );
    }
}
