using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Pictures;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Accounts;

internal sealed class PeopleQueries(NpgsqlDataSource database, IAccountDirectory accounts) : IPeopleQueries
{
    private const string ListSql = """
        select id, display_name, email, role, registered_at, picture from users
         where organization = $1
           and ($2::text is null or role = $2)
           and ($3::text is null and $4::uuid is null or tokens @@ $3::tsquery or id = $4)
           and ($5::timestamptz is null or (registered_at, id) < ($5, $6))
         order by registered_at desc, id desc limit $7
        """;

    public async Task<Page<PersonRow>> List(
        OrganizationId organization,
        string? search,
        Role? role,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var query = string.IsNullOrWhiteSpace(search) ? null : SearchQuery.Of(search);
        var holder = search?.Contains('@', StringComparison.Ordinal) == true ? await accounts.FindHolder(search) : null;
        if (query is null && holder is null && !string.IsNullOrWhiteSpace(search))
            return new Page<PersonRow>([], null);
        var first = PageCursor.Parse(page.Cursor);
        var found = await VerifiedPage<PersonRow>.ReadAsync(
            query,
            page.Limit,
            (last, count) => Read(last is null ? first : (last.RegisteredAt, last.Id.Value), count),
            person => person.Id == holder?.User || query!.Matches(person.DisplayName)
        );
        return new Page<PersonRow>(
            found.Items,
            found.Last is { } last ? PageCursor.Of(last.RegisteredAt, last.Id.Value) : null
        );

        async Task<IReadOnlyList<PersonRow>> Read((DateTimeOffset At, Guid Id)? after, int count)
        {
            await using var command = database.CreateCommand(ListSql);
            command.Parameters.AddWithValue(organization.Value);
            command.Parameters.AddOptional(role is { } one ? RoleText.Of(one) : null, NpgsqlDbType.Text);
            command.Parameters.AddOptional(query?.Words, NpgsqlDbType.Text);
            command.Parameters.AddOptional(holder?.User.Value, NpgsqlDbType.Uuid);
            command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
            command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddWithValue(count);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            var people = new List<PersonRow>();
            while (await row.ReadAsync(cancellationToken))
                people.Add(
                    new(
                        new UserId(row.GetGuid(0)),
                        row.GetString(1),
                        row.GetString(2),
                        RoleText.Parse(row.GetString(3)),
                        row.GetFieldValue<DateTimeOffset>(4),
                        row.IsDBNull(5) ? null : new PictureId(row.GetGuid(5))
                    )
                );
            return people;
        }
    }
}
