using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Search;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// Whom one can write to.
internal sealed partial class ChatQueries
{
    /// <summary>Names that are judged, when nobody has the words.</summary>
    private const int SimilarMax = 200;

    /// <summary>The whole name first, then the exact spelling; of each by name.</summary>
    private const string PeopleSql = """
        select * from (
            select u.id, u.display_name, u.role, coalesce(u.sort_name, u.display_name) collate "C" as name,
                   case when u.tokens @@ $4::tsquery then 2 when u.tokens @@ $5::tsquery then 1 else 0 end as rank
              from users u
             where u.organization = $1 and u.id <> $2 and ($3::text is null or u.tokens @@ $3::tsquery)) found
         where $6::integer is null or rank < $6 or (rank = $6 and (name, id) > ($7, $8))
         order by rank desc, name, id limit $9
        """;

    private static readonly string SimilarPeopleSql = $"""
        select u.id, u.display_name, u.role, '', 0 from users u
         where u.organization = $1 and u.id <> $2 and u.tokens @@ $3::tsquery
         order by ts_rank(u.tokens, $3::tsquery) desc, u.id limit {SimilarMax}
        """;

    public async Task<IReadOnlyList<DirectoryPerson>> People(
        OrganizationId organization,
        UserId user,
        string? search,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(search))
            return [.. (await Hits(null, null, limit)).Select(hit => hit.Person)];
        if (SearchQuery.Of(search) is not { } query)
            return [];
        var found = await VerifiedPage<PersonHit>.ReadAsync(
            query,
            limit,
            (last, count) => Hits(query, last, count),
            hit => query.Matches(hit.Person.DisplayName)
        );
        if (found.Items.Count > 0 || query.Similar is not { } similar)
            return [.. found.Items.Select(hit => hit.Person)];

        await using var command = database.CreateCommand(SimilarPeopleSql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(similar);
        var alike = await Read(command, PersonOf, cancellationToken);
        return [.. query.Likest(alike, hit => hit.Person.DisplayName).Take(limit).Select(hit => hit.Person)];

        async Task<IReadOnlyList<PersonHit>> Hits(SearchQuery? asked, PersonHit? after, int count)
        {
            await using var page = database.CreateCommand(PeopleSql);
            page.Parameters.AddWithValue(organization.Value);
            page.Parameters.AddWithValue(user.Value);
            page.Parameters.Add(Text(asked?.Words));
            page.Parameters.Add(Text(asked?.Whole));
            page.Parameters.Add(Text(asked?.Exactly));
            page.Parameters.Add(Nullable(after?.Rank, NpgsqlDbType.Integer));
            page.Parameters.Add(Text(after?.SortName));
            page.Parameters.Add(Nullable(after?.Person.UserId.Value, NpgsqlDbType.Uuid));
            page.Parameters.AddWithValue(count);
            return await Read(page, PersonOf, cancellationToken);
        }
    }

    private static PersonHit PersonOf(NpgsqlDataReader row) =>
        new(
            new DirectoryPerson(
                new UserId(row.GetGuid(0)),
                row.GetString(1),
                Enum.Parse<Role>(row.GetString(2), ignoreCase: true)
            ),
            row.GetString(3),
            row.GetInt32(4)
        );

    private static NpgsqlParameter Text(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private sealed record PersonHit(DirectoryPerson Person, string SortName, int Rank);
}
