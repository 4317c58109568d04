using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Catalog;
using Academy.Streams;

namespace Academy.Grains.Gamification;

/// <summary>One entry of the XP ledger. Each source pays once for ever.</summary>
/// <param name="Cause"><c>lesson</c>, <c>first-lesson</c>, <c>module</c>, <c>course</c>, <c>daily-streak</c>.</param>
/// <param name="Source">What paid: the lesson, module or course.</param>
/// <param name="Xp">The learner's total after it.</param>
internal sealed record XpEarned(int Amount, string Cause, Guid? Source, CourseId? CourseId, long Xp, DateTimeOffset At);

/// <summary>The learner was active on one more day in a row.</summary>
internal sealed record StreakExtended(int Days, DateOnly Day);

/// <summary><c>gamification.xp-earned</c> as the learner sees it.</summary>
internal sealed record XpEarnedView(int Amount, string Cause, long Xp, int Level, long NextLevelXp, DateTimeOffset At);

internal static class GamificationEvents
{
    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("gamification.xp-earned", 1, GamificationEventsJson.Default.XpEarned)
            .SentAs(
                (e, _) => new XpEarnedView(e.Amount, e.Cause, e.Xp, Levels.Of(e.Xp), Levels.NextXp(e.Xp), e.At),
                GamificationEventsJson.Default.XpEarnedView
            ),
        EventType.Of("gamification.streak-extended", 1, GamificationEventsJson.Default.StreakExtended).SentAsStored(),
    ];
}

/// <summary>Level = floor(sqrt(xp / 100)): level 1 at 100 XP, level 10 at 10,000.</summary>
internal static class Levels
{
    public static int Of(long xp)
    {
        var level = (int)Math.Sqrt(xp / 100d);
        while (100L * level * level > xp)
            level--;
        while (100L * (level + 1) * (level + 1) <= xp)
            level++;
        return level;
    }

    public static long NextXp(long xp)
    {
        long next = Of(xp) + 1;
        return 100 * next * next;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(XpEarned))]
[JsonSerializable(typeof(XpEarnedView))]
[JsonSerializable(typeof(StreakExtended))]
internal sealed partial class GamificationEventsJson : JsonSerializerContext;
