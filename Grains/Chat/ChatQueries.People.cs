using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Pictures;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Chat;

// Whom one can write to.
internal sealed partial class ChatQueries
{
    /// <summary>Names that are judged, when nobody has the words.</summary>
    private const int SimilarMax = 200;

    /// <summary>Characters of a name that it is ordered by; a cursor has them.</summary>
    private const int SortNameMax = 50;

    /// <summary>The whole name first, then the exact spelling; of each by name.</summary>
    private static readonly string PeopleSql = $"""
        select * from (
            select u.id, u.display_name, u.role, u.picture, left(coalesce(u.sort_name, u.display_name),
                {SortNameMax}) collate "C" as name,
                   case when u.tokens @@ $4::tsquery then 2 when u.tokens @@ $5::tsquery then 1 else 0 end as rank
              from users u
             where u.organization = $1 and u.id <> $2 and ($3::text is null or u.tokens @@ $3::tsquery)) found
         where $6::integer is null or rank < $6 or (rank = $6 and (name, id) > ($7, $8))
         order by rank desc, name, id limit $9
        """;

    private static readonly string SimilarPeopleSql = $"""
        select u.id, u.display_name, u.role, u.picture, '', 0 from users u
         where u.organization = $1 and u.id <> $2 and u.tokens @@ $3::tsquery
         order by ts_rank(u.tokens, $3::tsquery) desc, u.id limit {SimilarMax}
        """;

    public async Task<Page<DirectoryPerson>> People(
        OrganizationId organization,
        UserId user,
        string? search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var query = string.IsNullOrWhiteSpace(search) ? null : SearchQuery.Of(search);
        if (query is null && !string.IsNullOrWhiteSpace(search))
            return new Page<DirectoryPerson>([], null);
        var first = PageCursor.ParseNamed(page.Cursor);
        var found = await VerifiedPage<PersonHit>.ReadAsync(
            query,
            page.Limit,
            (last, count) => Hits(last is null ? first : (last.Rank, last.Person.UserId.Value, last.SortName), count),
            hit => query!.Matches(hit.Person.DisplayName)
        );
        if (found.Items.Count > 0 || first is not null || query?.Similar is not { } similar)
            return new Page<DirectoryPerson>(
                [.. found.Items.Select(hit => hit.Person)],
                found.Last is { } last ? PageCursor.Of(last.Rank, last.Person.UserId.Value, last.SortName) : null
            );

        await using var command = database.CreateCommand(SimilarPeopleSql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(similar);
        var alike = await Read(command, PersonOf, cancellationToken);
        var likest = query.Likest(alike, hit => hit.Person.DisplayName).Take(page.Limit);
        return new Page<DirectoryPerson>([.. likest.Select(hit => hit.Person)], null);

        async Task<IReadOnlyList<PersonHit>> Hits((int Rank, Guid Id, string SortName)? after, int count)
        {
            await using var hits = database.CreateCommand(PeopleSql);
            hits.Parameters.AddWithValue(organization.Value);
            hits.Parameters.AddWithValue(user.Value);
            hits.Parameters.AddOptional(query?.Words, NpgsqlDbType.Text);
            hits.Parameters.AddOptional(query?.Whole, NpgsqlDbType.Text);
            hits.Parameters.AddOptional(query?.Exactly, NpgsqlDbType.Text);
            hits.Parameters.AddOptional(after?.Rank, NpgsqlDbType.Integer);
            hits.Parameters.AddOptional(after?.SortName, NpgsqlDbType.Text);
            hits.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
            hits.Parameters.AddWithValue(count);
            return await Read(hits, PersonOf, cancellationToken);
        }
    }

    private static PersonHit PersonOf(NpgsqlDataReader row) =>
        new(
            new DirectoryPerson(
                new UserId(row.GetGuid(0)),
                row.GetString(1),
                Enum.Parse<Role>(row.GetString(2), ignoreCase: true),
                row.IsDBNull(3) ? null : new PictureId(row.GetGuid(3))
            ),
            row.GetString(4),
            row.GetInt32(5)
        );

    private sealed record PersonHit(DirectoryPerson Person, string SortName, int Rank);
}
