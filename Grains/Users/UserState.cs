using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Gamification;
using Academy.Grains.Learning;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Users;

/// <summary>The cores of a person's stream, one per slice; each takes what is its own.</summary>
internal sealed class UserState : ISlicedCore
{
    private IReadOnlyList<IReacting>? reacting;

    public LearningCore Learning { get; set; } = new();

    public GameCore Game { get; set; } = new();

    public PersonalChat Chat { get; set; } = new();

    [JsonIgnore]
    public IReadOnlyList<IReacting> Reacting => reacting ??= [Game, Chat];

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        Learning.Apply(body, seq, at);
        Game.Apply(body, seq, at);
        Chat.Apply(body, seq, at);
    }
}

/// <summary>A person's stream takes commands from that person, and shows itself to nobody else.</summary>
internal sealed class UserStream : IStreamDescriptor<UserState>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new UtcTimeConverter() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(
            UserJson.Default,
            LearningJson.Default,
            PersonalChatJson.Default
        ),
    };

    public JsonTypeInfo<UserState> State { get; } = (JsonTypeInfo<UserState>)Json.GetTypeInfo(typeof(UserState));

    public Refusal? MayCommand(StreamIdentity stream, Caller caller) =>
        (caller.User.Value == stream.Id && caller.Organization == stream.Organization)
            ? null
            : CommandRefusals.Forbidden;

    public ValueTask<Audience?> AudienceOf(IJournaledStream<UserState> stream, Caller viewer) =>
        new(MayCommand(stream.Identity, viewer) is null ? Audience.Self : null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(UserState))]
internal sealed partial class UserJson : JsonSerializerContext;
