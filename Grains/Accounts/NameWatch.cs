using Academy.Accounts;
using Academy.Unicode;
using Npgsql;

namespace Academy.Grains.Accounts;

/// <summary>
/// Flags whoever has a name that looks like that of staff or like a reserved word. It looks at the rows that nobody has
/// looked at yet: new ones, those from before, and those whose name or role has changed, whoever changed it.
/// </summary>
/// <remarks>
/// Names may be alike in good faith, so among staff only who came later is flagged, and an admin never is. Two names of
/// learners may be alike as they will.
/// </remarks>
internal sealed class NameWatch(NpgsqlDataSource database)
{
    /// <summary>Rows that are locked at a time, for as long as their flags take.</summary>
    public const int RowsMax = 500;

    private const string ReadSql = """
        select id, organization, display_name, role from users where skeletons is null order by id limit $1
        """;

    /// <summary>A row that changed since it was read is left to the next look.</summary>
    private const string SeenSql = """
        update users u set skeletons = string_to_array(s.skeletons, E'\n')
          from (select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
                    as u (id, display_name, role, skeletons) order by id) s
         where u.id = s.id and u.display_name = s.display_name and u.role = s.role and u.skeletons is null
        returning u.id
        """;

    /// <summary>Whether <c>person</c> has to be told apart from <c>staff</c>.</summary>
    private const string IsAlike = """
        staff.skeletons && person.skeletons and staff.role <> 'student'
                   and staff.organization = person.organization and staff.id <> person.id
                   and (person.role = 'student'
                        or person.role = 'instructor'
                           and (staff.role = 'admin'
                                or (staff.registered_at, staff.id) < (person.registered_at, person.id)))
        """;

    /// <summary>
    /// $1: who was looked at; $2, $3: whose names are reserved words, and which. A person has one flag, however many
    /// members of staff they are like. Rows of people are kept from being deleted until the flag is there: it goes with
    /// either of them.
    /// </summary>
    private const string FlagSql = $"""
        with concerned as (
            select id from users where id = any($1)
            union
            select person.id from users staff join users person on {IsAlike}
             where staff.id = any($1)
            union
            select person from flags where other = any($1) and kind = 'name-of-staff'
        ), alike as (
            select person.id as person, person.organization, found.id as other
              from concerned join users person on person.id = concerned.id
              cross join lateral (
                  select staff.id from users staff
                   where {IsAlike}
                   order by staff.role = 'admin' desc, staff.registered_at, staff.id limit 1) found
        ), reserved as (
            select u.id as person, u.organization, r.word
              from users u join unnest($2::uuid[], $3::text[]) as r (id, word) on r.id = u.id
        ), gone as (
            delete from flags f
             where (f.kind = 'name-of-staff' and f.person in (select id from concerned)
                    and not exists (
                        select from users person join users staff on {IsAlike}
                         where person.id = f.person and staff.id = f.other))
                or (f.kind = 'reserved-name' and f.person = any($1)
                    and not exists (select from reserved r where r.person = f.person and r.word = f.word))
            returning f.id
        ), locked as (
            select u.id from users u
             where u.id in (select person from alike union select other from alike union select person from reserved)
             order by u.id for key share
        )
        insert into flags (organization, kind, person, other, word)
        select a.organization, 'name-of-staff', a.person, a.other, null from alike a
         where a.person in (select id from locked) and a.other in (select id from locked)
           and not exists (
               select from flags f
                where f.person = a.person and f.kind = 'name-of-staff' and f.id not in (select id from gone))
        union all
        select r.organization, 'reserved-name', r.person, null, r.word from reserved r
         where r.person in (select id from locked)
        on conflict on constraint flags_once do nothing
        """;

    /// <returns>How many rows were there to look at, at most <see cref="RowsMax"/>.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var people = await ReadAsync(cancellationToken);
        if (people.Count == 0)
            return 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Whoever writes rows of people must not wait for this, nor this for them: it comes again.
        await using (var impatient = new NpgsqlCommand("set local lock_timeout = '500ms'", connection))
            await impatient.ExecuteNonQueryAsync(cancellationToken);
        var seen = await SeenAsync(connection, people, cancellationToken);
        await FlagAsync(connection, people.FindAll(person => seen.Contains(person.Id)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return people.Count;
    }

    private async Task<List<Person>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReadSql);
        command.Parameters.AddWithValue(RowsMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<Person>();
        while (await reader.ReadAsync(cancellationToken))
            people.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return people;
    }

    private static async Task<HashSet<Guid>> SeenAsync(
        NpgsqlConnection connection,
        List<Person> people,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(SeenSql, connection);
        command.Parameters.Add(ArrayOf(people.ConvertAll(person => person.Id)));
        command.Parameters.Add(ArrayOf(people.ConvertAll(person => person.Name)));
        command.Parameters.Add(ArrayOf(people.ConvertAll(person => person.Role)));
        command.Parameters.Add(ArrayOf(people.ConvertAll(person => string.Join('\n', Skeletons.Of(person.Name)))));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var seen = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetGuid(0));
        return seen;
    }

    private static async Task FlagAsync(
        NpgsqlConnection connection,
        List<Person> people,
        CancellationToken cancellationToken
    )
    {
        var reserved = people
            .Select(person => (person.Id, Word: person.ReservedWord()))
            .Where(found => found.Word is not null)
            .ToList();
        await using var command = new NpgsqlCommand(FlagSql, connection);
        command.Parameters.Add(ArrayOf(people.ConvertAll(person => person.Id)));
        command.Parameters.Add(ArrayOf(reserved.ConvertAll(found => found.Id)));
        command.Parameters.Add(ArrayOf(reserved.ConvertAll(found => found.Word!)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<T[]> ArrayOf<T>(List<T> values) => new() { TypedValue = [.. values] };

    private sealed record Person(Guid Id, string Organization, string Name, string Role)
    {
        public string? ReservedWord() =>
            ReservedNames.Find(Name, RoleText.Parse(Role), new OrganizationId(Organization));
    }
}
