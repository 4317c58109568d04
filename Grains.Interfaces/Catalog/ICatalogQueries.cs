using Academy.Accounts;
using Academy.Commands;

namespace Academy.Catalog;

/// <summary>Lists of courses.</summary>
public interface ICatalogQueries
{
    /// <summary>Published courses, best match first when searched for, else newest first.</summary>
    Task<Page<CourseListItem>> Search(
        OrganizationId organization,
        CourseSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>What published courses there are, by what a list of them can be narrowed.</summary>
    Task<CatalogFacets> Facets(OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>The courses of an instructor, drafts included, newest first.</summary>
    Task<Page<CourseListItem>> OfInstructor(
        OrganizationId organization,
        UserId instructor,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Who teaches the course; null: there is none.</summary>
    Task<UserId?> InstructorOf(OrganizationId organization, CourseId course, CancellationToken cancellationToken);

    /// <summary>
    /// Published courses that nobody teaches any more, or whose instructor has asked somebody to take them over, newest
    /// first.
    /// </summary>
    Task<Page<CourseToTakeOver>> ToTakeOver(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>Whether there is such a course, and the viewer may see it.</summary>
    Task<bool> MaySee(Caller viewer, CourseId course, CancellationToken cancellationToken);
}

/// <param name="Text">Words as a person types them; null lists all.</param>
public sealed record CourseSearch(string? Text, string? Category, CourseLevel? Level);

/// <param name="Total">All published courses.</param>
/// <param name="Categories">Those with the most courses first; spellings that a search does not tell apart are
/// one.</param>
public sealed record CatalogFacets(
    int Total,
    IReadOnlyList<CategoryFacet> Categories,
    IReadOnlyList<LevelFacet> Levels
);

/// <param name="Category">As most of its courses spell it.</param>
public sealed record CategoryFacet(string Category, int Count);

public sealed record LevelFacet(CourseLevel Level, int Count);
