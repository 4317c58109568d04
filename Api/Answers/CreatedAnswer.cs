using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Api.Answers;

/// <summary>The answer of a create.</summary>
internal sealed record CreatedAnswer(Guid Id);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CreatedAnswer))]
internal sealed partial class CreatedJson : JsonSerializerContext;
