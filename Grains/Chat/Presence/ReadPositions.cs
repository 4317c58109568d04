using Academy.Accounts;
using Academy.Chat.Rooms;
using Npgsql;

namespace Academy.Grains.Chat.Presence;

/// <summary>Reads from the table how far people have read in a room.</summary>
internal sealed class ReadPositions(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<ReaderSeq>> OfAsync(RoomId room)
    {
        await using var command = database.CreateCommand("select user_id, seq from chat_reads where room_id = $1");
        command.Parameters.AddWithValue(room.Value);
        await using var reader = await command.ExecuteReaderAsync();
        var positions = new List<ReaderSeq>();
        while (await reader.ReadAsync())
            positions.Add(new ReaderSeq(new UserId(reader.GetGuid(0)), reader.GetInt64(1)));
        return positions;
    }
}
