using System.Text;
using Academy.Journal;
using Academy.Journal.Projections;

namespace Academy.Bench.Appends;

internal sealed record LessonCompleted(Guid Learner, Guid Lesson, int Done);

internal sealed record PointsEarned(Guid Learner, int Points);

/// <summary>What one command of the measured kind writes.</summary>
internal sealed class Completion : IProjection
{
    public const string Completed = "bench.lesson-completed";
    public const string Earned = "bench.points-earned";

    public IReadOnlyList<string> Tables => ["bench_completions", "bench_progress", "bench_points"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<LessonCompleted>(
                Completed,
                """
                insert into bench_completions (stream, seq, lesson, at)
                select unnest($1), unnest($2), unnest($3), unnest($4)
                """
            )
            .Text(e => e.Stream)
            .Bigint(e => e.Seq)
            .Uuid(e => e.Event.Lesson)
            .Timestamp(e => e.At);
        projection
            .Upsert<LessonCompleted>(Completed, "bench_progress")
            .Key("stream", e => e.Stream)
            .Latest("done", e => e.Event.Done)
            .Latest("changed_at", e => e.At)
            .Newer("seq");
        projection
            .Upsert<PointsEarned>(Earned, "bench_points")
            .Key("learner", e => e.Event.Learner)
            .Increment("points", e => e.Event.Points);
    }

    public static Append Command(string stream, long expected, Guid learner, DateTimeOffset at) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = expected,
            Actor = "8d3f9f1c-2f6e-4d0e-9b61-5d1f0c7c2a11",
            At = at,
            Cause = NewCause(),
            Events =
            [
                new(
                    Completed,
                    1,
                    Encoding.UTF8.GetBytes(
                        $$"""{"learner":"{{learner}}","course":"0b8f4c5e-57a2-4b0b-9a35-6f5b7f8f1e02","lesson":"{{learner}}","done":{{expected}},"of":24,"percent":50}"""
                    ),
                    new LessonCompleted(learner, learner, (int)expected)
                ),
                new(
                    Earned,
                    1,
                    Encoding.UTF8.GetBytes(
                        $$"""{"learner":"{{learner}}","points":10,"total":{{expected * 10}},"level":3,"reason":"lesson"}"""
                    ),
                    new PointsEarned(learner, 10)
                ),
            ],
            Feed =
            [
                new(
                    "course-activity:0b8f4c5e",
                    Encoding.UTF8.GetBytes($$"""{"learner":"{{learner}}","lesson":"{{learner}}","percent":50}""")
                ),
            ],
        };

    public static Append Plain(string stream, long expected, DateTimeOffset at) =>
        new()
        {
            Stream = stream,
            ExpectedSeq = expected,
            Actor = "8d3f9f1c-2f6e-4d0e-9b61-5d1f0c7c2a11",
            At = at,
            Cause = NewCause(),
            Events = [new("bench.plain", 1, PlainData, Nothing)],
        };

    /// <summary>Every append is part of another trace, and has the id of a command.</summary>
    private static Cause NewCause() => new(Guid.NewGuid(), Guid.NewGuid().ToString());

    private static readonly object Nothing = new();

    private static readonly byte[] PlainData = Encoding.UTF8.GetBytes(
        $$"""{"message":"9a1c2e6e-8e0f-4a53-8a4e-2c1d6f0b7a10","author":"8d3f9f1c-2f6e-4d0e-9b61-5d1f0c7c2a11","text":"{{new string('x', 160)}}","reply":null,"at":1772366400}"""
    );
}
