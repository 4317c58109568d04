using Academy.Accounts;
using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;
using Academy.Unicode;
using Academy.Vault;

namespace Academy.Grains.Accounts;

/// <summary>Users in clear text, for lists and names. Users who were erased are not in it.</summary>
internal sealed class AccountProjection(IPersonVault vault) : IProjection
{
    public IReadOnlyList<string> Tables => ["users"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<AccountRegistered>(
                "accounts.registered",
                """
                insert into users (id, organization, email, display_name, role, registered_at, tokens, sort_name)
                select id, organization, email, display_name, role, registered_at, tokens::tsvector, sort_name
                  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[],
                              $8::text[])
                    as u (id, organization, email, display_name, role, registered_at, tokens, sort_name)
                 where email is not null and display_name is not null
                 order by id
                on conflict (id) do nothing
                """
            )
            .Uuid(e => e.Event.UserId.Value)
            .Text(e => e.Organization())
            .Text(e => vault.Open(e.Event.Email))
            .Text(e => vault.Open(e.Event.DisplayName))
            .Text(e => RoleText.Of(e.Event.Role))
            .Timestamp(e => e.At)
            .Text(e => vault.Open(e.Event.DisplayName) is { } name ? UserTokens.Of(name) : null)
            .Text(e => vault.Open(e.Event.DisplayName) is { } name ? TextFolding.Fold(name) : null);

        projection
            .On<PersonRenamed>(
                "accounts.renamed",
                """
                update users u set display_name = r.display_name, tokens = r.tokens::tsvector, sort_name = r.sort_name
                  from (select distinct on (id) *
                          from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[])
                            as r (id, display_name, tokens, sort_name, seq)
                         order by id, seq desc) r
                 where u.id = r.id and r.display_name is not null
                """
            )
            .Uuid(e => e.Event.UserId.Value)
            .Text(e => vault.Open(e.Event.DisplayName))
            .Text(e => vault.Open(e.Event.DisplayName) is { } name ? UserTokens.Of(name) : null)
            .Text(e => vault.Open(e.Event.DisplayName) is { } name ? TextFolding.Fold(name) : null)
            .Bigint(e => e.Seq);

        projection
            .On<PersonPictured>(
                "accounts.pictured",
                """
                update users u set picture = p.picture::uuid
                  from (select distinct on (id) * from unnest($1::uuid[], $2::text[], $3::bigint[])
                            as p (id, picture, seq)
                         order by id, seq desc) p
                 where u.id = p.id
                """
            )
            .Uuid(e => e.Event.UserId.Value)
            .Text(e => e.Event.Picture?.ToString())
            .Bigint(e => e.Seq);

        projection
            .On<AccountErased>(
                "accounts.erased",
                "delete from users u using (select unnest($1::uuid[]) as id order by 1) gone where u.id = gone.id"
            )
            .Uuid(e => e.Event.UserId.Value);

        projection
            .Update<RoleAssigned>("accounts.role-assigned", "users")
            .Key("id", e => e.Event.UserId.Value)
            .Latest("role", e => RoleText.Of(e.Event.Role));
    }
}

/// <summary>Roles as the table has them.</summary>
internal static class RoleText
{
    public static string Of(Role role) =>
        role switch
        {
            Role.Student => "student",
            Role.Instructor => "instructor",
            Role.Admin => "admin",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role has no name in the table."),
        };

    public static Role Parse(string text) =>
        text switch
        {
            "student" => Role.Student,
            "instructor" => Role.Instructor,
            "admin" => Role.Admin,
            _ => throw new ArgumentOutOfRangeException(nameof(text), text, "The table has no such role."),
        };
}
