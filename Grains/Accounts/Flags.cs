using Academy.Accounts;
using Academy.Commands;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Accounts;

internal sealed class Flags(NpgsqlDataSource database) : IFlags
{
    /// <summary>Both accounts are there until the flag is: it goes with either of them.</summary>
    private const string RaiseSharedSql = """
        with both_of_them as (
            select id from users where id in ($2, $3) and organization = $1 order by id for key share
        )
        insert into flags (organization, kind, person, other)
        select $1, 'shared-address', $2, (select id from both_of_them where id = $3) from both_of_them where id = $2
        on conflict on constraint flags_once do nothing
        """;

    public async Task<Page<Flag>> List(
        OrganizationId organization,
        FlagState state,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select f.id, f.kind, f.word, f.raised_at, f.dismissed_at,
                   p.id, p.display_name, p.email, p.role,
                   o.id, o.display_name, o.email, o.role,
                   d.id, d.display_name, d.email, d.role
              from flags f
              join users p on p.id = f.person
              left join users o on o.id = f.other
              left join users d on d.id = f.dismissed_by
             where f.organization = $1 and f.dismissed_at is {(state == FlagState.Open ? "" : "not")} null
               and ($2::timestamptz is null or (f.raised_at, f.id) < ($2, $3))
             order by f.raised_at desc, f.id desc
             limit $4
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        var flags = new List<Flag>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            flags.Add(Read(reader));
        return Page<Flag>.Of(flags, page.Limit, last => PageCursor.Of(last.RaisedAt, last.Id));
    }

    public async Task<Outcome<Done>> Dismiss(Caller admin, Guid flag, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update flags set dismissed_at = coalesce(dismissed_at, clock_timestamp()),
                             dismissed_by = case when dismissed_at is null then $3 else dismissed_by end
             where id = $1 and organization = $2
            """
        );
        command.Parameters.AddWithValue(flag);
        command.Parameters.AddWithValue(admin.Organization.Value);
        command.Parameters.AddWithValue(admin.User.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 0 ? FlagRefusals.NotFound : Done.Instance;
    }

    /// <summary>Two accounts have one e-mail address; each is shown the other only within their organization.</summary>
    public async Task RaiseSharedAddressAsync(OrganizationId organization, UserId person, UserId other)
    {
        await using var command = database.CreateCommand(RaiseSharedSql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(person.Value);
        command.Parameters.AddWithValue(other.Value);
        await command.ExecuteNonQueryAsync();
    }

    private static Flag Read(NpgsqlDataReader row)
    {
        var kind = KindOf(row.GetString(1));
        return new(
            row.GetGuid(0),
            kind,
            ReasonOf(kind),
            PersonAt(row, 5)!,
            PersonAt(row, 9),
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            PersonAt(row, 13)
        );
    }

    private static FlaggedPerson? PersonAt(NpgsqlDataReader row, int at) =>
        row.IsDBNull(at)
            ? null
            : new(
                new UserId(row.GetGuid(at)),
                row.GetString(at + 1),
                row.GetString(at + 2),
                RoleText.Parse(row.GetString(at + 3))
            );

    private static FlagKind KindOf(string kind) =>
        kind switch
        {
            "name-of-staff" => FlagKind.NameOfStaff,
            "reserved-name" => FlagKind.ReservedName,
            "shared-address" => FlagKind.SharedAddress,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of flag."),
        };

    private static string ReasonOf(FlagKind kind) =>
        kind switch
        {
            FlagKind.NameOfStaff => "The display name looks like that of a member of staff.",
            FlagKind.ReservedName => "The display name looks like a word for those who run the academy.",
            _ => "Two accounts have this e-mail address, each in a spelling of its own; both can sign in.",
        };
}
