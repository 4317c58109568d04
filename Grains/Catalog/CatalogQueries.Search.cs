using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Grains.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Catalog;

// Courses by their words.
internal sealed partial class CatalogQueries
{
    /// <summary>Names that are judged, when nothing has the words.</summary>
    private const int SimilarMax = 200;

    /// <summary>
    /// Best first: the whole title, then words of the title, then other words; and of each the exact spelling.
    /// </summary>
    private const string RankSql = """
        case when c.tokens @@ $5::tsquery then case when c.tokens @@ $6::tsquery then 5 else 4 end
             when c.tokens @@ $6::tsquery then 3
             when c.tokens @@ $7::tsquery then 2
             when c.tokens @@ $8::tsquery then 1 else 0 end
        """;

    private const string RankedSql = $"""
        select * from (
            select {Columns}, c.published_at as at, {RankSql} as rank
              from courses c left join users u on u.id = c.instructor
             where {Listed} and c.tokens @@ $4::tsquery) found
         where $9::timestamptz is null or (rank, at, id) < ($11, $9, $10)
         order by rank desc, at desc, id desc limit $12
        """;

    private static readonly string SimilarSql = $"""
        select {Columns}, c.published_at, 0
          from courses c left join users u on u.id = c.instructor
         where {Listed} and c.tokens @@ $4::tsquery
         order by ts_rank(c.tokens, $4::tsquery) desc, c.published_at desc, c.id desc limit {SimilarMax}
        """;

    private async Task<Page<CourseListItem>> Ranked(
        OrganizationId organization,
        CourseSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        if (SearchQuery.Of(search.Text!) is not { } query)
            return new Page<CourseListItem>([], null);
        var first = PageCursor.ParseNumbered(page.Cursor);
        var found = await VerifiedPage<CourseHit>.ReadAsync(
            query,
            page.Limit,
            (last, count) => Hits(last is null ? first : (last.At, last.Course.Id.Value, last.Rank), count),
            hit => query.Matches(hit.Course.Title, hit.Course.Category, hit.Course.Description)
        );
        if (found.Items.Count > 0 || first is not null)
            return new Page<CourseListItem>(
                [.. found.Items.Select(hit => hit.Course)],
                found.Last is { } last ? PageCursor.Of(last.At, last.Course.Id.Value, last.Rank) : null
            );
        return new Page<CourseListItem>(
            await Similar(organization, search, query, page.Limit, cancellationToken),
            null
        );

        async Task<IReadOnlyList<CourseHit>> Hits((DateTimeOffset At, Guid Id, long Number)? after, int count)
        {
            await using var command = database.CreateCommand(RankedSql);
            AddFilters(command, organization, search);
            command.Parameters.AddWithValue(query.Words);
            command.Parameters.AddWithValue(query.Whole);
            command.Parameters.AddWithValue(query.ExactlyInTitle);
            command.Parameters.AddWithValue(query.InTitle);
            command.Parameters.AddWithValue(query.Exactly);
            command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
            command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
            command.Parameters.AddOptional(after?.Number, NpgsqlDbType.Bigint);
            command.Parameters.AddWithValue(count);
            return await HitsOf(command, cancellationToken);
        }
    }

    /// <summary>Courses whose titles are spelt like what was asked for, the likest first.</summary>
    private async Task<IReadOnlyList<CourseListItem>> Similar(
        OrganizationId organization,
        CourseSearch search,
        SearchQuery query,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (query.Similar is not { } similar)
            return [];
        await using var command = database.CreateCommand(SimilarSql);
        AddFilters(command, organization, search);
        command.Parameters.AddWithValue(similar);
        var hits = await HitsOf(command, cancellationToken);
        return [.. query.Likest(hits, hit => hit.Course.Title).Take(limit).Select(hit => hit.Course)];
    }

    private static async Task<List<CourseHit>> HitsOf(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var hits = new List<CourseHit>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            hits.Add(new(ItemOf(reader), reader.GetFieldValue<DateTimeOffset>(10), reader.GetInt32(11)));
        return hits;
    }

    private sealed record CourseHit(CourseListItem Course, DateTimeOffset At, int Rank);
}
