using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Chat.Messages;
using Academy.Streams;

namespace Academy.Grains.Tests.Contracts;

/// <summary>What is written by hand, as the records that describe it.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(EventFrame))]
[JsonSerializable(typeof(SignalFrame))]
[JsonSerializable(typeof(EndedFrame))]
[JsonSerializable(typeof(SubscribedFrame))]
[JsonSerializable(typeof(BlockNode))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(IReadOnlyList<BlockNode>))]
internal sealed partial class ContractJson : JsonSerializerContext;
