using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Gamification;
using Academy.Streams;

namespace Academy.Api.Gamification;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(GameView))]
[JsonSerializable(typeof(GameActivity))]
[JsonSerializable(typeof(LeaderboardView))]
internal sealed partial class GamificationApiJson : JsonSerializerContext;
