using System.Text.Json;
using Academy.Catalog;
using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;

namespace Academy.Grains.Catalog;

internal sealed class CatalogProjection : IProjection
{
    public IReadOnlyList<string> Tables => ["courses", "modules", "lessons"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<CourseCreated>(
                "catalog.course-created",
                """
                insert into courses (
                       id, organization, instructor, title, description, category, level, created_at, tokens)
                select id, organization, instructor, title, description, category, level, created_at, tokens::tsvector
                  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::timestamptz[], $9::text[])
                    as u (id, organization, instructor, title, description, category, level, created_at, tokens)
                 order by id
                on conflict (id) do nothing
                """
            )
            .Uuid(e => e.Event.CourseId.Value)
            .Text(e => e.Organization())
            .Uuid(e => e.Event.Instructor.Value)
            .Text(e => e.Event.Title)
            .Text(e => e.Event.Description)
            .Text(e => e.Event.Category)
            .Text(e => LevelText.Of(e.Event.Level))
            .Timestamp(e => e.At)
            .Text(e => CourseTokens.Of(e.Event.Title, e.Event.Category, e.Event.Description));

        projection
            .Insert<ModuleAdded>("catalog.module-added", "modules")
            .Key("id", e => e.Event.ModuleId.Value)
            .Initial("course_id", e => e.Event.CourseId.Value)
            .Initial("title", e => e.Event.Title);

        projection
            .Insert<LessonAdded>("catalog.lesson-added", "lessons")
            .Key("id", e => e.Event.LessonId.Value)
            .Initial("module_id", e => e.Event.ModuleId.Value)
            .Initial("course_id", e => e.Event.CourseId.Value)
            .Initial("title", e => e.Event.Title)
            .Initial("kind", e => JsonNamingPolicy.CamelCase.ConvertName(e.Event.Kind.ToString()));

        projection
            .Update<HandOverAsked>("catalog.hand-over-asked", "courses")
            .Key("id", e => e.Event.CourseId.Value)
            .Latest("hand_over_asked_at", e => e.At);

        projection
            .On<CourseHandedOver>(
                "catalog.course-handed-over",
                """
                update courses c set instructor = h.instructor, hand_over_asked_at = null
                  from (select distinct on (id) *
                          from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as u (id, instructor, seq)
                         order by id, seq desc) h
                 where c.id = h.id
                """
            )
            .Uuid(e => e.Event.CourseId.Value)
            .Uuid(e => e.Event.Instructor.Value)
            .Bigint(e => e.Seq);

        projection
            // A course keeps the time of its first publication.
            .On<CoursePublished>(
                "catalog.course-published",
                """
                update courses c
                   set version = p.version, module_count = p.modules, published_at = coalesce(c.published_at, p.at)
                  from (select distinct on (id) *
                          from unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[])
                            as u (id, version, modules, at)
                         order by id, version desc) p
                 where c.id = p.id
                """
            )
            .Uuid(e => e.Event.CourseId.Value)
            .Integer(e => e.Event.Version)
            .Integer(e => e.Event.Modules)
            .Timestamp(e => e.At);
    }
}

/// <summary>Course levels as the table has them.</summary>
internal static class LevelText
{
    public static string Of(CourseLevel level) => JsonNamingPolicy.CamelCase.ConvertName(level.ToString());

    public static CourseLevel Parse(string text) => Enum.Parse<CourseLevel>(text, ignoreCase: true);
}
