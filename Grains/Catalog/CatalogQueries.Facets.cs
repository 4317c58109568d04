using Academy.Accounts;
using Academy.Catalog;
using Academy.Grains.Search;

namespace Academy.Grains.Catalog;

internal sealed partial class CatalogQueries
{
    /// <summary>Categories that are listed; nobody chooses among more.</summary>
    private const int CategoriesMax = 200;

    /// <summary>Spellings that are read; what is rarer than so many others is not counted.</summary>
    private const int SpellingsMax = 2_000;

    public async Task<CatalogFacets> Facets(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select category, level, count(*)::int, sum(count(*)) over ()::int
              from courses where organization = $1 and version > 0
             group by category, level order by count(*) desc, category, level limit $2
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(SpellingsMax);
        var total = 0;
        var categories = new Dictionary<string, (string Category, int Most, int Count)>(StringComparer.Ordinal);
        var levels = new SortedDictionary<CourseLevel, int>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (category, level, count) = (
                reader.GetString(0),
                LevelText.Parse(reader.GetString(1)),
                reader.GetInt32(2)
            );
            total = reader.GetInt32(3);
            levels[level] = levels.GetValueOrDefault(level) + count;
            var key = SearchTokens.WholeOf(category);
            var known = categories.GetValueOrDefault(key);
            categories[key] =
                count > known.Most
                    ? (category, count, known.Count + count)
                    : (known.Category, known.Most, known.Count + count);
        }
        return new(
            total,
            [
                .. categories
                    .Values.OrderByDescending(one => one.Count)
                    .ThenBy(one => one.Category, StringComparer.Ordinal)
                    .Take(CategoriesMax)
                    .Select(one => new CategoryFacet(one.Category, one.Count)),
            ],
            [.. levels.Select(one => new LevelFacet(one.Key, one.Value))]
        );
    }
}
