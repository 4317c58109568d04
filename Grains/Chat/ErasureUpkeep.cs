using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Npgsql;

namespace Academy.Grains.Chat;

/// <summary>
/// Mends what erasures of earlier releases, or of processes that still run one, have left: groups without an owner.
/// </summary>
internal sealed class ErasureUpkeep(NpgsqlDataSource database, IGrainFactory grains)
{
    private const int GroupsMax = 500;

    private const string Ownerless = """
        select r.organization, r.id from chat_rooms r
         where r.type = 'group'
           and exists (select from chat_members m where m.room_id = r.id and m.left_at is null)
           and not exists (
               select from chat_members m where m.room_id = r.id and m.left_at is null and m.role = 'owner')
         order by r.id limit $1
        """;

    /// <returns>How many groups got an owner.</returns>
    public async Task<int> MendAsync(CancellationToken cancellationToken)
    {
        var groups = await OwnerlessAsync(cancellationToken);
        foreach (var (organization, room) in groups)
            await grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, room)).AppointOwner();
        return groups.Count;
    }

    private async Task<List<(OrganizationId Organization, Guid Room)>> OwnerlessAsync(
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(Ownerless);
        command.Parameters.AddWithValue(GroupsMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var groups = new List<(OrganizationId, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            groups.Add((new OrganizationId(reader.GetString(0)), reader.GetGuid(1)));
        return groups;
    }
}
