using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Journal;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <summary>What ended, for the nodes: they watch; no person does.</summary>
internal sealed class RevocationsStream : IFeedDescriptor<RevocationsState>
{
    public JsonTypeInfo<RevocationsState> State => RevocationsStateJson.Default.RevocationsState;

    public object EventOf(IReadOnlyList<FeedRow> rows) =>
        new AccessRevoked([
            .. rows.Select(r => JsonSerializer.Deserialize(r.Data.Span, RevocationEventsJson.Default.Revocation)!),
        ]);
}

/// <summary>What ended lately, oldest first. What is older than every token is of no use any more.</summary>
internal sealed class RevocationsState : ICore
{
    /// <summary>
    /// Beyond it the oldest are forgotten: their tokens end by themselves, within their fifteen minutes.
    /// </summary>
    private const int RevocationsMax = 50_000;

    public List<Revocation> Latest { get; set; } = [];

    public IEnumerable<Revocation> Kept(DateTimeOffset now) => Latest.Where(r => now - r.At <= Revocations.Kept);

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        if (body is not AccessRevoked revoked)
            return;
        Latest.AddRange(revoked.Revocations);
        var old = Latest.FindIndex(r => at - r.At <= Revocations.Kept);
        Latest.RemoveRange(0, Math.Max(old < 0 ? Latest.Count : old, Latest.Count - RevocationsMax));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(RevocationsState))]
internal sealed partial class RevocationsStateJson : JsonSerializerContext;
