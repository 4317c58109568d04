using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Moderation;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Grains.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// All rooms, for admins.
internal sealed partial class ChatQueries
{
    /// <summary>People who stand for a room without a title in an admin's list.</summary>
    private const int OverviewPeopleMax = 3;

    /// <summary>Members of a room whose names are looked at, when the index alone cannot tell.</summary>
    private const int NamesMax = 100;

    /// <summary>The whole title first, then the exact spelling; of each the newest first.</summary>
    private static readonly string AllRoomsSql = $"""
        select * from (
            select r.id, r.type, r.title, r.course_id, r.member_count, r.created_at as at,
                   array(select m.user_id from chat_members m where m.room_id = r.id
                          order by m.first_joined_at, m.user_id limit {OverviewPeopleMax}),
                   case when not $5 then null else
                       array(select u.display_name from chat_members m join users u on u.id = m.user_id
                              where m.room_id = r.id and m.left_at is null and u.tokens @@ $2::tsquery
                              limit {NamesMax}) end,
                   case when r.tokens @@ $3::tsquery then 2 when r.tokens @@ $4::tsquery then 1 else 0 end as rank
              from chat_rooms r
             where r.organization = $1
               and ($2::text is null or r.tokens @@ $2::tsquery
                    or r.id in (select m.room_id from users u join chat_members m on m.user_id = u.id
                                 where u.organization = $1 and u.tokens @@ $2::tsquery and m.left_at is null))) found
         where $6::timestamptz is null or (rank, at, id) < ($8, $6, $7)
         order by rank desc, at desc, id desc limit $9
        """;

    public async Task<Page<RoomOverview>> AllRooms(
        OrganizationId organization,
        string? search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var query = string.IsNullOrWhiteSpace(search) ? null : SearchQuery.Of(search);
        if (query is null && !string.IsNullOrWhiteSpace(search))
            return new Page<RoomOverview>([], null);
        var first = PageCursor.ParseNumbered(page.Cursor);
        var found = await VerifiedPage<RoomHit>.ReadAsync(
            query,
            page.Limit,
            (last, count) => Hits(last is null ? first : (last.Room.CreatedAt, last.Room.Id.Value, last.Rank), count),
            hit => query!.Matches(hit.Room.Title) || hit.Names!.Exists(name => query.Matches(name))
        );
        await names.EnsureAsync(found.Items.SelectMany(hit => hit.Room.People).Select(p => p.UserId));
        return new Page<RoomOverview>(
            [.. found.Items.Select(hit => Named(hit.Room))],
            found.Last is { } last ? PageCursor.Of(last.Room.CreatedAt, last.Room.Id.Value, last.Rank) : null
        );

        async Task<IReadOnlyList<RoomHit>> Hits((DateTimeOffset At, Guid Id, long Number)? after, int count)
        {
            await using var command = database.CreateCommand(AllRoomsSql);
            command.Parameters.AddWithValue(organization.Value);
            command.Parameters.AddOptional(query?.Words, NpgsqlDbType.Text);
            command.Parameters.AddOptional(query?.Whole, NpgsqlDbType.Text);
            command.Parameters.AddOptional(query?.Exactly, NpgsqlDbType.Text);
            command.Parameters.AddWithValue(query is { NeedsVerifying: true });
            command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
            command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddOptional(after?.Number, NpgsqlDbType.Bigint);
            command.Parameters.AddWithValue(count);
            return await Read(command, RoomHitOf, cancellationToken);
        }
    }

    private static RoomHit RoomHitOf(NpgsqlDataReader row) =>
        new(
            new RoomOverview(
                new RoomId(row.GetGuid(0)),
                ChatColumns.TypeOf(row.GetString(1)),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : new CourseId(row.GetGuid(3)),
                row.GetInt32(4),
                row.GetFieldValue<DateTimeOffset>(5),
                [.. row.GetFieldValue<Guid[]>(6).Select(id => new RoomPersonView(new UserId(id), ""))]
            ),
            row.IsDBNull(7) ? null : [.. row.GetFieldValue<string[]>(7)],
            row.GetInt32(8)
        );

    private RoomOverview Named(RoomOverview room) =>
        room with
        {
            People = [.. room.People.Select(p => p with { DisplayName = names.Of(p.UserId) })],
        };

    /// <param name="Room">It, or somebody in it, has the words.</param>
    /// <param name="Names">Of its members whose names may have them; null: the index could tell.</param>
    /// <param name="Rank">How well its title matches.</param>
    private sealed record RoomHit(RoomOverview Room, List<string>? Names, int Rank);
}
