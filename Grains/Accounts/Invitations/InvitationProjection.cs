using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Vault;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>Invitations that can be accepted, or were not in time; others are not in it.</summary>
internal sealed class InvitationProjection(IPersonVault vault) : IProjection
{
    private const string EndedSql =
        "delete from invitations i using (select unnest($1::uuid[]) as id order by 1) ended where i.id = ended.id";

    public IReadOnlyList<string> Tables => ["invitations"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<PersonInvited>(
                "accounts.person-invited",
                """
                insert into invitations (id, organization, email, role, invited_by, invited_at, expires_at)
                select id, organization, email, role, invited_by::uuid, invited_at, expires_at
                  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                              $7::timestamptz[])
                    as i (id, organization, email, role, invited_by, invited_at, expires_at)
                 where email is not null
                 order by id
                on conflict (id) do nothing
                """
            )
            .Uuid(e => e.Event.InvitationId)
            .Text(e => e.Organization())
            .Text(e => vault.Open(e.Event.Email))
            .Text(e => RoleText.Of(e.Event.Role))
            .Text(e => e.Event.InvitedBy?.ToString())
            .Timestamp(e => e.At)
            .Timestamp(e => e.Event.ExpiresAt);

        projection.On<InvitationAccepted>("accounts.invitation-accepted", EndedSql).Uuid(e => e.Event.InvitationId);
        projection.On<InvitationWithdrawn>("accounts.invitation-withdrawn", EndedSql).Uuid(e => e.Event.InvitationId);
    }
}
