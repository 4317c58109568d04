using Academy.Chat.Personal;
using Academy.Gamification;
using Academy.Grains.Chat;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Chat.Presence;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Grains.Streams;

/// <summary>
/// The kinds of streams that clients can watch. A new slice adds its forms to the kind whose stream it shares, or a
/// kind.
/// </summary>
internal static class StreamContracts
{
    private const string Whole = "";

    public static readonly IReadOnlyList<StreamContract> All =
    [
        new(
            "user",
            [
                new("learning", Grains.Learning.LearningJson.Default.LearningSnapshot),
                new("game", GameJson.Default.GameView),
                new("chat", PersonalChatJson.Default.PersonalChatSnapshot),
            ],
            WireForm.Of([.. LearningEvents.Types, .. GamificationEvents.Types, .. PersonalChatEvents.Types])
        )
        {
            Signals = DraftSignals.Forms,
        },
        new(
            "course",
            [new(Whole, CourseActivityJson.Default.CourseActivityView)],
            WireForm.Of(CourseActivityEvents.Types)
        ),
        new("room", [new(Whole, ChatJson.Default.RoomSnapshot)], WireForm.Of(ChatEvents.Types))
        {
            Signals = RoomSignals.Forms,
        },
        new(
            "leaderboard",
            [new(Whole, LeaderboardJson.Default.LeaderboardChanged)],
            [new(LeaderboardGrain.Changed, LeaderboardJson.Default.LeaderboardChanged)]
        ),
    ];
}
