using System.Text.Json;
using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Streams;
using Academy.Unicode;
using Orleans;

namespace Academy.Grains.Tests.Chat;

/// <summary>People and rooms of a running academy.</summary>
internal static class Chatters
{
    /// <summary>Somebody with a name. Of the table only: who has to be erased registers.</summary>
    public static async Task<Caller> PersonAsync(this RunningAcademy academy, string name, Role role = Role.Student)
    {
        var caller = new Caller(OrganizationId.Default, new UserId(Guid.NewGuid()), role);
        var tokens = UserTokens.Of(name).Replace("'", "''");
        await academy.RunAsync(
            $"""
            insert into users (id, organization, email, display_name, role, registered_at, tokens, sort_name)
            values ('{caller.User}', 'academy', '{caller.User}@a.test', '{name}',
                    '{role.ToString().ToLowerInvariant()}', now(), '{tokens}', '{TextFolding.Fold(name)}')
            """
        );
        return caller;
    }

    public static async Task RunAsync(this RunningAcademy academy, string sql)
    {
        await using var command = academy.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static IChatRoomGrain Room(this RunningAcademy academy, RoomId room, OrganizationId? organization = null) =>
        academy.Grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization ?? OrganizationId.Default, room.Value));

    /// <summary>A group whose owner is the first.</summary>
    public static async Task<(RoomId Id, IChatRoomGrain Room)> GroupAsync(
        this RunningAcademy academy,
        Caller owner,
        params Caller[] others
    )
    {
        var id = RoomId.OfGroup(owner.User, Guid.NewGuid().ToString());
        var room = academy.Room(id);
        RunningAcademy.Accept(
            await room.Create(
                owner,
                null,
                new CreateRoom(RoomType.Group, null, [.. others.Select(o => o.User)], "A group")
            )
        );
        return (id, room);
    }

    public static PostMessage Saying(string body, MessageId? replyTo = null) => new(body, replyTo, [], []);

    public static async Task<MessageReceipt> SayAsync(
        this IChatRoomGrain room,
        Caller sender,
        string body,
        MessageId? replyTo = null
    ) => RunningAcademy.Accept(await room.Post(sender, null, Saying(body, replyTo)));

    /// <summary>A watch of the room, from now on.</summary>
    public static async Task<Watcher> WatchAsync(this RunningAcademy academy, RoomId room)
    {
        var watcher = Watcher.Of(academy.Grains);
        await academy
            .Room(room)
            .Watch(
                watcher.Reference,
                new WatchedStream(
                    OrganizationId.Default,
                    new StreamName("room", room.ToString()),
                    Audience.Participant
                ),
                null
            );
        return watcher;
    }

    public static JsonElement Json(this StreamMessage message)
    {
        using var json = JsonDocument.Parse(message.Data);
        return json.RootElement.Clone();
    }

    public static JsonElement SnapshotJson(this JoinAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Snapshot!.Value);
        return json.RootElement.Clone();
    }
}
