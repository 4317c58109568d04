using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Gamification;
using Academy.Streams;

namespace Academy.Grains.Gamification;

/// <summary>A person's XP, level and streak. It takes no commands: it reacts to what the person learns.</summary>
internal sealed class GameSlice : IStreamView
{
    private readonly IJournaledStream<GameCore> stream;
    private readonly LeaderboardFeeder boards;

    public GameSlice(IJournaledStream<GameCore> stream, LeaderboardFeeder boards)
    {
        (this.stream, this.boards) = (stream, boards);
        stream.Show(this);
        stream.OnNudge<PostStanding>(Post);
    }

    public GameView View() => stream.State.View(stream.Host.Clock.GetUtcMilliseconds());

    public byte[] EncodeSnapshot(Audience audience) =>
        JsonSerializer.SerializeToUtf8Bytes(View(), GameJson.Default.GameView);

    private void Post(PostStanding nudge)
    {
        var (game, identity) = (stream.State, stream.Identity);
        boards.Post(
            new LearnerStanding(
                identity.Organization,
                new UserId(identity.Id),
                stream.Head.Seq,
                game.Xp,
                game.Week,
                game.Month,
                nudge.CourseId,
                nudge.CourseId is { } course ? game.XpByCourse.GetValueOrDefault(course) : 0
            )
        );
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(GameView))]
internal sealed partial class GameJson : JsonSerializerContext;
