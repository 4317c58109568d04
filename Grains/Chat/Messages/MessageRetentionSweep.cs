using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Grains.Chat.Messages;

/// <summary>Tells rooms to expire the messages whose retention has ended, in batches, oldest first.</summary>
/// <remarks>
/// The room decides it by an event, so that its members learn of it. The journal keeps the text sealed; it is not shown
/// any more.
/// </remarks>
internal sealed class MessageRetentionSweep(
    NpgsqlDataSource database,
    IGrainFactory grains,
    IOptions<ChatOptions> options,
    TimeProvider clock
)
{
    /// <summary>Messages of one event. They are deleted in its transaction, which other appends share.</summary>
    private const int MessagesPerEvent = 1_000;

    private const int RoomsPerLook = 200;

    private static readonly string DueSql = $"""
        select r.organization, r.id,
               (select max(page.seq) from (
                    select m.seq, m.at from chat_messages m
                        where m.room_id = r.id order by m.seq limit {MessagesPerEvent}) page where page.at < $2)
          from chat_rooms r
         where r.type = $1 and (select m.at from chat_messages m where m.room_id = r.id order by m.seq limit 1) < $2
         limit {RoomsPerLook}
        """;

    /// <summary>Runs until nothing is due or the time is over.</summary>
    /// <returns>How many batches expired.</returns>
    public async Task<int> SweepAsync(TimeSpan max, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var swept = 0;
        foreach (var (type, kept) in Kept())
        {
            while (await DueAsync(type, clock.GetUtcNow() - kept, cancellationToken) is { Count: > 0 } due)
            {
                foreach (var (organization, room, upTo) in due)
                {
                    if (clock.GetElapsedTime(began) > max)
                        return swept;
                    await grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, room.Value)).Expire(upTo);
                    swept++;
                }
            }
        }
        return swept;
    }

    private IEnumerable<(RoomType Type, TimeSpan Kept)> Kept()
    {
        var retention = options.Value.Retention;
        foreach (
            var (type, kept) in new[]
            {
                (RoomType.Course, retention.Course),
                (RoomType.Direct, retention.Direct),
                (RoomType.Group, retention.Group),
            }
        )
        {
            if (kept is { } time)
                yield return (type, time);
        }
    }

    private async Task<List<(OrganizationId Organization, RoomId Room, long UpTo)>> DueAsync(
        RoomType type,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(DueSql);
        command.Parameters.AddWithValue(ChatColumns.Of(type));
        command.Parameters.AddWithValue(before);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<(OrganizationId, RoomId, long)>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add((new OrganizationId(reader.GetString(0)), new RoomId(reader.GetGuid(1)), reader.GetInt64(2)));
        return due;
    }
}
