using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>
/// What the hub says is written by hand: it is what the records of the contract say, and nothing else.
/// </summary>
public sealed class HubFrameTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        Converters = { new UtcTimeConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    [Fact]
    public async Task The_answers_of_Subscribe_are_what_their_record_says()
    {
        var ada = Visitor.New();
        hub.OwnerOf(ada).Commit(count: 2);
        await using var client = await hub.Connect(ada);
        Assert.Equal(SubscribeVerdict.Snapshot, Is<SubscribedFrame>(await client.Subscribe(ada.Stream)).Verdict);
        Assert.Equal(2, Is<SubscribedFrame>(await client.Subscribe(ada.Stream, ("e1", 0))).Events!.Count);
        Assert.Equal(StreamRefusals.NotAllowed, Is<SubscribedFrame>(await client.Subscribe("user:nobody")).Reason);
    }

    [Fact]
    public async Task Events_signals_and_the_end_are_what_their_records_say()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        owner.Commit();
        Assert.Equal(1, Is<EventFrame>((await client.Next()).Argument).Seq);
        owner.Signal("key", """{"x":1}""");
        Assert.Equal("tests.signalled", Is<SignalFrame>((await client.Next()).Argument).Type);
        owner.Commit([new UserId(ada.Id)]);
        Assert.Equal(2, Is<EventFrame>((await client.Next()).Argument).Seq);
        Assert.Equal(StreamRefusals.AccessChanged, Is<EndedFrame>((await client.Next()).Argument).Reason);
    }

    private static T Is<T>(JsonElement said)
    {
        var read = said.Deserialize<T>(Strict)!;
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(said.GetRawText()), JsonSerializer.SerializeToNode(read, Strict)),
            said.GetRawText()
        );
        return read;
    }
}
