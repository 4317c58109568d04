using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat.Rooms;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Api.Chat.Messages;

/// <summary>Messages of a room.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/chat/rooms/{roomId:id}/messages").WithTags("Chat").Access(AccessRule.SignedIn);
        messages
            .MapGet("/", History)
            .Says(
                "A page of a room's messages, newest first: the newest, "
                    + "or before, after or around a number, a day or what is unread."
            )
            .Queried("before", "Messages before this number: the nextCursor of the previous page.")
            .Queried("after", "Messages after this number.")
            .Queried("around", "The message of this number and its neighbours.")
            .Queried("date", "The first message of this day or instant and its neighbours.")
            .Queried("unread", "true: the first message that the caller has not read and its neighbours.")
            .Paged()
            .Answers<MessagesAnswer>()
            .Refuses(ChatRefusals.RoomNotFound);
        messages
            .MapPost("/", Post)
            .Says("Posts a message. The Idempotency-Key is its command id, the same as on the hub.")
            .Takes<PostMessageBody>()
            .Answers<MessageReceipt>(201)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.AttachmentNotFound,
                ChatRefusals.BodyLength,
                ChatRefusals.TextInvalid,
                ChatRefusals.BlockedWord,
                ChatRefusals.MutedFor(null),
                ChatRefusals.SlowModeFor(default),
                ChatRefusals.RateLimitedFor(default)
            );

        var message = messages.MapGroup("/{messageId:id}");
        message
            .MapPatch("/", Edit)
            .Says("Changes one's own message.")
            .Takes<EditMessageBody>()
            .Answers<MessageReceipt>()
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.NotYourMessage,
                ChatRefusals.BlockedWord,
                ChatRefusals.MutedFor(null),
                ChatRefusals.BodyLength,
                ChatRefusals.TextInvalid
            );
        message
            .MapDelete("/", Delete)
            .Says("Deletes one's own message, or as a moderator anybody's.")
            .Answers(204)
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound, ChatRefusals.NotYourMessage);
        message
            .MapPut("/reactions/{emoji}", AddReaction)
            .Says("Reacts with an emoji.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.EmojiInvalid,
                ChatRefusals.TooManyReactions,
                ChatRefusals.MutedFor(null)
            );
        message
            .MapDelete("/reactions/{emoji}", RemoveReaction)
            .Says("Takes a reaction back.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.EmojiInvalid,
                ChatRefusals.MutedFor(null)
            );
        message
            .MapPut("/pin", Pin)
            .Says("Pins a message.")
            .Answers(204)
            .Refuses(
                ChatRefusals.RoomNotFound,
                ChatRefusals.MessageNotFound,
                ChatRefusals.ModeratorsOnly,
                ChatRefusals.TooManyPins
            );
        message
            .MapDelete("/pin", Unpin)
            .Says("Unpins a message.")
            .Answers(204)
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound, ChatRefusals.ModeratorsOnly);
        message
            .MapGet("/thread", Thread)
            .Says("The answers to a message, oldest first.")
            .Queried("after", "Those after this number: the nextCursor of the previous page.")
            .Queried("limit", "Items on a page.")
            .Answers<Page<MessageView>>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound);
        message
            .MapGet("/seen-by", SeenBy)
            .Says("Who has read this far.")
            .Answers<SeenBy>()
            .Refuses(ChatRefusals.RoomNotFound, ChatRefusals.MessageNotFound);
    }

    private static async Task<IResult> History(
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
            return OutcomeAnswers.Refused(access.Refusal);
        if (query.Unread)
            request = request with
            {
                Around = await chat.FirstUnread(caller.Organization, room, caller.User, http.RequestAborted),
            };
        var page = await chat.Messages(caller.Organization, room, request, http.RequestAborted);
        return new JsonAnswer<MessagesAnswer>(MessagesAnswer.Of(page), ChatJson.Default.MessagesAnswer);
    }

    private static async Task<IResult> Post(Guid roomId, Command<PostMessageBody> command, IGrainFactory grains)
    {
        var post = command.Body.ToCommand();
        var key = command.Key is { Id: var id } ? new CommandKey(id, post.HashOf(new(roomId))) : null;
        var outcome = await grains.Room(command.Caller, roomId).Post(command.Caller, key, post);
        return outcome.Created(ChatJson.Default.MessageReceipt, receipt =>
            $"/api/v1/chat/rooms/{roomId}/messages?around={receipt.Seq}&limit=1"
        );
    }

    private static async Task<IResult> Edit(
        Guid roomId,
        Guid messageId,
        Command<EditMessageBody> command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .Edit(command.Caller, command.Key, new(new(messageId), command.Body.Body))
        ).Ok(ChatJson.Default.MessageReceipt);

    private static async Task<IResult> Delete(Guid roomId, Guid messageId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).Delete(command.Caller, command.Key, new(new(messageId)))
        ).NoContent();

    private static async Task<IResult> AddReaction(
        Guid roomId,
        Guid messageId,
        string emoji,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .React(command.Caller, command.Key, new(new(messageId), emoji, true))
        ).NoContent();

    private static async Task<IResult> RemoveReaction(
        Guid roomId,
        Guid messageId,
        string emoji,
        Command command,
        IGrainFactory grains
    ) =>
        (
            await grains
                .Room(command.Caller, roomId)
                .React(command.Caller, command.Key, new(new(messageId), emoji, false))
        ).NoContent();

    private static async Task<IResult> Pin(Guid roomId, Guid messageId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).Pin(command.Caller, command.Key, new(new(messageId), true))
        ).NoContent();

    private static async Task<IResult> Unpin(Guid roomId, Guid messageId, Command command, IGrainFactory grains) =>
        (
            await grains.Room(command.Caller, roomId).Pin(command.Caller, command.Key, new(new(messageId), false))
        ).NoContent();

    private static async Task<IResult> Thread(
        Guid roomId,
        Guid messageId,
        HttpContext http,
        AccessTicket ticket,
        IGrainFactory grains,
        IChatQueries chat
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var after = fields.Number("after") ?? 0;
        var limit = fields.Integer("limit", 1, PageRequest.LimitMax, otherwise: PageRequest.LimitDefault);
        if (fields.Problem is { } fault)
            return new ProblemAnswer(fault);
        var (caller, room) = (ticket.Caller, new RoomId(roomId));
        var access = await grains.Room(caller, roomId).MayRead(caller);
        if (!access.Accepted)
            return OutcomeAnswers.Refused(access.Refusal);
        if (!new MessageId(messageId).TryGetSeq(room, out var root))
            return OutcomeAnswers.Refused(ChatRefusals.MessageNotFound);
        var items = await chat.Thread(caller.Organization, room, root, after, limit, http.RequestAborted);
        return new JsonAnswer<Page<MessageView>>(
            new(items, items.Count == limit ? items[^1].Seq.ToString() : null),
            ChatJson.Default.PageMessageView
        );
    }

    private static async Task<IResult> SeenBy(
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
            return OutcomeAnswers.Refused(access.Refusal);
        if (!new MessageId(messageId).TryGetSeq(room, out var seq) || seq > access.Answer.LastSeq)
            return OutcomeAnswers.Refused(ChatRefusals.MessageNotFound);
        return new JsonAnswer<SeenBy>(
            await chat.SeenBy(caller.Organization, room, seq, http.RequestAborted),
            ChatJson.Default.SeenBy
        );
    }
}
