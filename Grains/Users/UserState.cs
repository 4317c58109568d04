using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Learning;
using Academy.Users;

namespace Academy.Grains.Users;

/// <summary>The cores of a person's stream, one per slice; each takes what is its own.</summary>
internal sealed class UserState : ICore
{
    public LearningCore Learning { get; set; } = new();

    public GameCore Game { get; set; } = new();

    public PersonalChat Chat { get; set; } = new();

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        Learning.Apply(body, seq, at);
        Game.Apply(body, seq, at);
        Chat.Apply(body, seq, at);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(UserState))]
[JsonSerializable(typeof(UserSnapshot))]
[JsonSerializable(typeof(Enrolling))]
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(ModuleCompletion))]
[JsonSerializable(typeof(LessonCompletion))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(IReadOnlyList<RoomRead>))]
internal sealed partial class UserJson : JsonSerializerContext;
