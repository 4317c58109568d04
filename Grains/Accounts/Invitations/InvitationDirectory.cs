using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Npgsql;
using NpgsqlTypes;
using Orleans;

namespace Academy.Grains.Accounts.Invitations;

internal sealed class InvitationDirectory(NpgsqlDataSource database, IGrainFactory grains, InvitationLinks links)
    : IInvitationDirectory
{
    /// <summary>Those whose link is of use, or was, had it been in time: made by somebody who still may.</summary>
    private const string MeantSql =
        "invitations i join users u on u.id = i.invited_by and u.role = 'admin' where i.organization = $1";

    private const string ListSql = $"""
        select i.id, i.organization, i.email, i.role, i.invited_by, i.invited_at, i.expires_at from {MeantSql}
           and ($2::timestamptz is null or (i.invited_at, i.id) < ($2, $3))
         order by i.invited_at desc, i.id desc limit $4
        """;

    private const string CountSql = $"select count(*) >= $2 from (select from {MeantSql} limit $2) open";

    public string PathOf(OrganizationId organization, Guid invitation) => links.PathOf(organization, invitation);

    public bool TryFind(string token, [NotNullWhen(true)] out IInvitationGrain? invitation)
    {
        var isOurs = links.TryRead(token, out var organization, out var id);
        invitation = isOurs ? grains.GetGrain<IInvitationGrain>(GrainKey.Of(organization, id)) : null;
        return isOurs;
    }

    public async Task<Page<InvitationView>> List(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(ListSql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        var open = new List<InvitationView>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            open.Add(
                new(
                    row.GetGuid(0),
                    new OrganizationId(row.GetString(1)),
                    row.GetString(2),
                    RoleText.Parse(row.GetString(3)),
                    new UserId(row.GetGuid(4)),
                    row.GetFieldValue<DateTimeOffset>(5),
                    row.GetFieldValue<DateTimeOffset>(6)
                )
            );
        return Page<InvitationView>.Of(open, page.Limit, last => PageCursor.Of(last.InvitedAt, last.Id));
    }

    public async Task<bool> AreTooMany(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CountSql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(InvitationLimits.OpenMax);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
