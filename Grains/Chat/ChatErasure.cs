using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Npgsql;

namespace Academy.Grains.Chat;

/// <summary>
/// Removes an erased person from chat: first their texts from the tables, then from the memory of every room that they
/// were in, and their memberships. What the journal has is sealed with their key, which is destroyed. It can be
/// repeated.
/// </summary>
internal sealed class ChatErasure(NpgsqlDataSource database, IGrainFactory grains)
{
    private static readonly string[] Statements =
    [
        """
            update chat_messages m set body = null, content = null, attachments = null
              from chat_members me
             where me.user_id = $1 and m.room_id = me.room_id and m.sender_id = $1
                 and (m.body is not null or m.attachments is not null)
            """,
        """
            update chat_reports r set reason = null
              from chat_members me where me.user_id = $1 and r.room_id = me.room_id and r.user_id = $1
                  and r.reason is not null
            """,
    ];

    public async Task ForgetAsync(OrganizationId organization, UserId user, CancellationToken cancellationToken)
    {
        foreach (var sql in Statements)
        {
            await using var purge = database.CreateCommand(sql);
            purge.CommandTimeout = 0;
            purge.Parameters.AddWithValue(user.Value);
            await purge.ExecuteNonQueryAsync(cancellationToken);
        }
        foreach (var room in await RoomsAsync(user, cancellationToken))
            await grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, room)).Forget(user);
    }

    private async Task<List<Guid>> RoomsAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select room_id from chat_members where user_id = $1 order by 1"
        );
        command.Parameters.AddWithValue(user.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rooms = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            rooms.Add(reader.GetGuid(0));
        return rooms;
    }
}
