using Academy.Gamification;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Learning;
using Academy.Streams;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Gamification;

public sealed class GameCoreTests
{
    private static readonly EnrollmentId Enrollment = new(Number(0x4001));

    private readonly Scenario<GameCore> learner = new();

    [Fact]
    public void The_first_lesson_ever_pays_50_and_10_more()
    {
        Earn(LessonDone(1));
        Assert.Equal(60, learner.Core.Xp);
    }

    [Fact]
    public void The_second_lesson_pays_50()
    {
        Earn(LessonDone(1));
        Earn(LessonDone(2));
        Assert.Equal(110, learner.Core.Xp);
    }

    [Fact]
    public void A_module_completed_directly_counts_as_one_lesson()
    {
        Earn(ModuleDone(1));
        Assert.Equal(60, learner.Core.Xp);
    }

    [Fact]
    public void A_module_completed_by_its_last_lesson_does_not_pay_besides_it()
    {
        Earn(LessonDone(1), ModuleDone(1));
        Assert.Equal(60, learner.Core.Xp);
    }

    [Fact]
    public void A_completed_course_pays_500()
    {
        Earn(ModuleDone(1), new CourseCompleted(Enrollment, CourseId(), learner.Now));
        Assert.Equal(560, learner.Core.Xp);
    }

    [Fact]
    public void Each_source_pays_once_for_ever()
    {
        Earn(LessonDone(1));
        var later = new Moment(learner.Now.AddYears(1), learner.Head);
        Assert.Equal(Reacted.None, learner.Core.React([LessonDone(1)], later));
    }

    [Fact]
    public void The_boards_get_new_totals_when_something_was_earned_and_only_then()
    {
        var moment = new Moment(learner.Now, learner.Head);
        Assert.Equal([new PostStanding(CourseId())], learner.Core.React([LessonDone(1)], moment).Effects);
        Assert.Empty(
            learner.Core.React([new ModuleStarted(Enrollment, CourseId(), Module(1), learner.Now)], moment).Effects
        );
    }

    [Fact]
    public void The_second_day_in_a_row_pays_20_once()
    {
        Earn(LessonDone(1));
        learner.At(learner.Now.AddDays(1));
        Earn(LessonDone(2));
        Earn(LessonDone(3));
        Assert.Equal(60 + 50 + 20 + 50, learner.Core.Xp);
        Assert.Equal(new StreakView(2, 2), learner.Core.View(learner.Now).Streak);
    }

    [Fact]
    public void A_missed_day_starts_the_streak_again_and_keeps_the_longest()
    {
        Earn(LessonDone(1));
        learner.At(learner.Now.AddDays(1));
        Earn(LessonDone(2));
        learner.At(learner.Now.AddDays(2));
        Assert.Equal(new StreakView(0, 2), learner.Core.View(learner.Now).Streak);
        Earn(LessonDone(3));
        Assert.Equal(new StreakView(1, 2), learner.Core.View(learner.Now).Streak);
    }

    [Fact]
    public void A_clock_that_jumps_back_neither_pays_a_day_twice_nor_loses_the_week()
    {
        Earn(LessonDone(1));
        var week = learner.Core.Week;
        learner.At(learner.Now.AddDays(-8));
        Earn(LessonDone(2));
        Assert.Equal(week, learner.Core.Week);
        Assert.Equal(1, learner.Core.StreakDays);
        Assert.Equal(110, learner.Core.Xp);
    }

    [Fact]
    public void A_new_week_and_month_count_from_nothing_while_the_total_goes_on()
    {
        learner.At(new DateTimeOffset(2026, 11, 29, 23, 59, 59, TimeSpan.Zero)); // a Sunday
        Earn(LessonDone(1));
        learner.At(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Earn(LessonDone(2));
        Assert.Equal(new PeriodTotal("2026-W49", 50), learner.Core.Week);
        Assert.Equal(new PeriodTotal("2026-12", 50), learner.Core.Month);
        Assert.Equal(110, learner.Core.Xp);
    }

    [Fact]
    public void The_ledger_adds_up_to_the_total()
    {
        var ledger = 0;
        for (var i = 1; i <= 20; i++)
        {
            ledger += Earn(LessonDone(i), ModuleDone(i)).OfType<XpEarned>().Sum(e => e.Amount);
            learner.At(learner.Now.AddHours(9));
        }
        Assert.Equal(ledger, learner.Core.Xp);
        // streaks belong to no course
        Assert.Equal(ledger - learner.Core.XpByCourse.Values.Sum(), 20 * (learner.Core.LongestStreak - 1));
    }

    [Theory]
    [InlineData(0, 0, 100)]
    [InlineData(99, 0, 100)]
    [InlineData(100, 1, 400)]
    [InlineData(399, 1, 400)]
    [InlineData(400, 2, 900)]
    [InlineData(10_000, 10, 12_100)]
    [InlineData(9_999, 9, 10_000)]
    public void Level_is_the_floor_of_the_root_of_a_hundredth(long xp, int level, long next) =>
        Assert.Equal((level, next), (Levels.Of(xp), Levels.NextXp(xp)));

    [Theory]
    [InlineData("2026-01-01", "2026-W01", "2026-01")]
    [InlineData("2027-01-01", "2026-W53", "2027-01")]
    [InlineData("2024-12-30", "2025-W01", "2024-12")]
    public void Weeks_are_iso_weeks_and_months_calendar_months(string day, string week, string month)
    {
        var at = DateTimeOffset.Parse(day + "T12:00:00Z", null);
        Assert.Equal((week, month), (Periods.Week(at), Periods.Month(at)));
    }

    private IReadOnlyList<object> Earn(params object[] events)
    {
        var rewards = learner.Core.React(events, new Moment(learner.Now, learner.Head)).Events;
        learner.Given(events).Given(rewards);
        return rewards;
    }

    private LessonCompleted LessonDone(int n) => new(Enrollment, CourseId(), Module(1), Lesson(n), learner.Now);

    private ModuleCompleted ModuleDone(int n) =>
        new(Enrollment, CourseId(), Module(n), learner.Now, new CourseProgress(10, n, 10 * n));
}
