using System.Globalization;
using Academy.Catalog;
using Academy.Gamification;
using Academy.Grains.Learning;
using Academy.Streams;

namespace Academy.Grains.Gamification;

/// <summary>
/// A learner's XP, level and streak. It decides on what other cores of the same stream decided, in the same append, so
/// that a completion and its reward are one fact. Each source pays once for ever.
/// </summary>
internal sealed class GameCore : ICore, IReacting
{
    private const string FirstLesson = "first-lesson";

    public const int LessonXp = 50;
    public const int FirstLessonXp = 10;
    public const int CourseXp = 500;
    public const int DailyStreakXp = 20;

    public long Xp { get; set; }

    /// <summary>Lessons, modules and courses that have paid.</summary>
    public HashSet<Guid> Paid { get; set; } = [];

    public bool FirstLessonPaid { get; set; }

    public Dictionary<CourseId, long> XpByCourse { get; set; } = [];

    /// <summary>Totals of the latest week and month with XP; a board of another period does not count them.</summary>
    public PeriodTotal Week { get; set; } = new("", 0);

    public PeriodTotal Month { get; set; } = new("", 0);

    public int StreakDays { get; set; }

    public int LongestStreak { get; set; }

    public DateOnly LastActiveDay { get; set; }

    /// <summary>The rewards for what was learnt.</summary>
    public Reacted React(IReadOnlyList<object> events, Moment moment)
    {
        var now = moment.Now;
        List<object>? rewards = null;
        CourseId? rewarded = null;
        var xp = Xp;
        var lessonInThisCommand = false;
        foreach (var body in events)
        {
            switch (body)
            {
                // Whoever teaches a course earns nothing in it.
                case LessonCompleted { AsTeacher: true } or ModuleCompleted { AsTeacher: true }:
                case CourseCompleted { AsTeacher: true }:
                    break;
                case LessonCompleted e:
                    Lesson("lesson", e.LessonId.Value, e.CourseId);
                    lessonInThisCommand = true;
                    break;
                // A module completed directly counts as one lesson; one completed by its last lesson does not pay
                // again.
                case ModuleCompleted e when !lessonInThisCommand:
                    Lesson("module", e.ModuleId.Value, e.CourseId);
                    break;
                case CourseCompleted e when !Paid.Contains(e.CourseId.Value):
                    Pay(CourseXp, "course", e.CourseId.Value, e.CourseId);
                    break;
            }
        }
        if (rewards is null)
            return Reacted.None;
        Streak(DateOnly.FromDateTime(now.UtcDateTime));
        return new Reacted(rewards, [new PostStanding(rewarded)]);

        void Lesson(string cause, Guid source, CourseId course)
        {
            if (Paid.Contains(source))
                return;
            Pay(LessonXp, cause, source, course);
            if (!FirstLessonPaid)
                Pay(FirstLessonXp, FirstLesson, source, course);
        }

        // The day's first reward; a day pays only when the day before was one, too.
        void Streak(DateOnly today)
        {
            if (today <= LastActiveDay)
                return;
            var days = today == LastActiveDay.AddDays(1) ? StreakDays + 1 : 1;
            rewards!.Add(new StreakExtended(days, today));
            if (days > 1)
                Pay(DailyStreakXp, "daily-streak", null, null);
        }

        void Pay(int amount, string cause, Guid? source, CourseId? course)
        {
            rewarded ??= course;
            (rewards ??= new(2)).Add(new XpEarned(amount, cause, source, course, xp += amount, now));
        }
    }

    public GameView View(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var current = LastActiveDay >= today.AddDays(-1) ? StreakDays : 0;
        return new GameView(Xp, Levels.Of(Xp), Levels.NextXp(Xp), new StreakView(current, LongestStreak), []);
    }

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case XpEarned e:
                Xp = e.Xp;
                if (e.Source is { } source)
                    Paid.Add(source);
                FirstLessonPaid |= e.Cause == FirstLesson;
                if (e.CourseId is { } course)
                    XpByCourse[course] = XpByCourse.GetValueOrDefault(course) + e.Amount;
                Week = Week.Add(Periods.Week(e.At), e.Amount);
                Month = Month.Add(Periods.Month(e.At), e.Amount);
                break;
            case StreakExtended e:
                (StreakDays, LastActiveDay) = (e.Days, e.Day);
                LongestStreak = Math.Max(LongestStreak, e.Days);
                break;
        }
    }
}

/// <summary>The boards get the learner's new totals.</summary>
/// <param name="CourseId">The course that they learnt in, if it was one.</param>
internal sealed record PostStanding(CourseId? CourseId) : Nudge;

/// <summary>XP of one period.</summary>
internal sealed record PeriodTotal(string Period, long Xp)
{
    /// <summary>
    /// A later period begins at nothing; what a clock that jumped back dates earlier is not counted twice.
    /// </summary>
    public PeriodTotal Add(string period, int amount) =>
        string.CompareOrdinal(period, Period) switch
        {
            0 => this with { Xp = Xp + amount },
            > 0 => new PeriodTotal(period, amount),
            _ => this,
        };

    /// <summary>The total if this is still the period, else nothing.</summary>
    public long In(string period) => period == Period ? Xp : 0;
}

/// <summary>ISO weeks and calendar months, in UTC.</summary>
internal static class Periods
{
    public const string All = "all";

    public static string Week(DateTimeOffset at) =>
        string.Create(null, $"{ISOWeek.GetYear(at.UtcDateTime):D4}-W{ISOWeek.GetWeekOfYear(at.UtcDateTime):D2}");

    public static string Month(DateTimeOffset at) => string.Create(null, $"{at.UtcDateTime:yyyy-MM}");

    public static DateOnly FirstDayOfWeek(DateTimeOffset at) =>
        DateOnly.FromDateTime(at.UtcDateTime.AddDays(-(((int)at.UtcDateTime.DayOfWeek + 6) % 7)));

    public static DateOnly FirstDayOfMonth(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);
}
