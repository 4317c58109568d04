using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Chat.Messages;
using Academy.Api.Chat.Personal;
using Academy.Api.Chat.Rooms;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Operations;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Realtime;

internal sealed partial class AcademyHub
{
    /// <summary>Answers when the message is durable.</summary>
    [Writes]
    public async Task<MessageReceipt> SendMessage(string? roomId, string? commandId, JsonElement? message)
    {
        var room = HubCalls.Id(roomId);
        var post = HubCalls.Read<PostMessageBody>(message).ToCommand();
        var key = HubCalls.Key(commandId, () => post.HashOf(new(room)));
        return (await Room(room).Post(Caller, key, post)).Answer();
    }

    [Writes]
    public async Task<MessageReceipt> EditMessage(
        string? roomId,
        string? commandId,
        string? messageId,
        JsonElement? change
    )
    {
        var (room, message, body) = (
            HubCalls.Id(roomId),
            HubCalls.Id(messageId),
            HubCalls.Read<EditMessageBody>(change)
        );
        var key = HubCalls.Key(commandId, () => MessageHashes.OfEdit(room, message, body));
        return (await Room(room).Edit(Caller, key, body.ToCommand(message))).Answer();
    }

    [Writes]
    public async Task DeleteMessage(string? roomId, string? commandId, string? messageId)
    {
        var (room, message) = (HubCalls.Id(roomId), HubCalls.Id(messageId));
        var key = HubCalls.Key(commandId, () => MessageHashes.OfDeletion(room, message));
        // The only one of these that the role of an admin opens; over REST the route says so.
        if (Caller.Role == Role.Admin && !(await Room(room).MayRead(Caller)).Accepted)
            await RecordAsync("hub DeleteMessage", room, message);
        (await Room(room).Delete(Caller, key, new(new(message)))).Answer();
    }

    [Writes]
    public async Task React(string? roomId, string? commandId, string? messageId, string? emoji, bool isOn)
    {
        var (room, message) = (HubCalls.Id(roomId), HubCalls.Id(messageId));
        var key = HubCalls.Key(commandId, () => MessageHashes.OfReaction(room, message, emoji ?? "", isOn));
        (await Room(room).React(Caller, key, new(new(message), emoji ?? "", isOn))).Answer();
    }

    public async Task Typing(string? roomId, bool isTyping) =>
        (await Room(HubCalls.Id(roomId)).Typing(Caller, isTyping)).Answer();

    public async Task MarkRead(string? roomId, JsonElement? seq) =>
        (
            await Room(HubCalls.Id(roomId)).MarkRead(Caller, HubCalls.Number(seq, ReadBody.SeqMin, long.MaxValue))
        ).Answer();

    /// <summary>Answers when the draft is durable, which may take two seconds. Null clears it.</summary>
    [Writes]
    public async Task SaveDraft(string? roomId, JsonElement? draft)
    {
        var saved = draft is { ValueKind: not JsonValueKind.Null } ? HubCalls.Read<DraftBody>(draft).ToDraft() : null;
        (await grains.Drafts(Caller).Save(Caller, key: null, new(HubCalls.Id(roomId)), saved)).Answer();
    }

    private Task RecordAsync(string action, Guid room, Guid message) =>
        Context
            .GetHttpContext()!
            .RequestServices.GetRequiredService<IAuditTrail>()
            .Record(
                Caller,
                action,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["roomId"] = $"{room}",
                    ["messageId"] = $"{message}",
                },
                Context.ConnectionAborted
            );

    private Caller Caller => Socket.Caller;

    private IChatRoomGrain Room(Guid room) => grains.Room(Caller, room);
}
