using Academy.Runtime.Serialization;
using Academy.Runtime.Tests.Generated;
using Orleans;

namespace Academy.Runtime.Tests.Serialization;

[GenerateSerializer]
public sealed record NoteV1([property: Id(0)] string Text, [property: Id(3)] int Count);

/// <summary>The same note, some releases later: whatever shape a member can have was added, before, between and
/// behind.</summary>
[GenerateSerializer]
public sealed record NoteV2(
    [property: Id(0)] string Text, [property: Id(1)] Maps? Maps, [property: Id(2)] Rows? Rows,
    [property: Id(3)] long Count, [property: Id(4)] Pack? Pack, [property: Id(5)] double Weight,
    [property: Id(6)] Guid? Id, [property: Id(7)] float Small, [property: Id(8)] Animal? Animal,
    [property: Id(9)] Perhaps? Nothing, [property: Id(300)] bool Last);

/// <summary>A member whose type was changed, which nobody may do.</summary>
[GenerateSerializer]
public sealed record NoteWrong([property: Id(0)] Guid Text, [property: Id(3)] int Count);

/// <summary>Releases that know more and releases that know less understand each other.</summary>
public sealed class ToleranceTests : IDisposable
{
    private static readonly Academy_Runtime_Tests_Serialization_NoteV1Codec Old = new();
    private static readonly Academy_Runtime_Tests_Serialization_NoteV2Codec New = new();
    private readonly Wire _wire = new();

    [Fact]
    public void Members_that_nobody_knows_are_read_over()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var samples = new Samples(seed, _wire.Runtime);
            var written = (NoteV2)samples.Of(typeof(NoteV2))! with { Count = seed };
            var read = _wire.Read(Old, _wire.Write(New, written));
            Assert.Equal(new NoteV1(written.Text, seed), read);
        }
    }

    [Fact]
    public void Members_that_are_absent_are_the_default() => Assert.Equal(
        new NoteV2("x", null, null, 7, null, 0, null, 0, null, null, false),
        _wire.Read(New, _wire.Write(Old, new NoteV1("x", 7))));

    [Fact]
    public void A_member_of_another_shape_is_refused_and_not_taken_for_something() => Assert.Throws<WireFormatException>(
        () => _wire.Read(Old, _wire.Write(
            new Academy_Runtime_Tests_Serialization_NoteWrongCodec(), new NoteWrong(Guid.NewGuid(), 1))));

    [Fact]
    public void A_number_that_is_too_large_for_the_older_member_is_refused() => Assert.Throws<WireFormatException>(() =>
        _wire.Read(Old, _wire.Write(
            New, new NoteV2("x", null, null, long.MaxValue, null, 0, null, 0, null, null, false))));

    [Fact]
    public void A_value_of_a_requests_context_that_nobody_knows_is_left_out()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new WireWriter(output, _wire.Runtime);
        writer.WriteVarint(2);
        writer.WriteString("unknown");
        writer.WriteFixed32(12345);
        writer.WriteByte((byte)WireKind.Object);
        New.Write(ref writer, new NoteV2("x", null, null, 1, null, 0, null, 0, null, null, false));
        writer.WriteString("known");
        writer.WriteFixed32(WireHash.Of("int"));
        writer.WriteByte((byte)WireKind.Varint);
        writer.WriteSigned(7);
        writer.Flush();
        var reader = new WireReader(output.WrittenSpan, _wire.Runtime);
        Assert.Equal(new Dictionary<string, object> { ["known"] = 7 }, WireContextValues.Read(ref reader));
    }

    public void Dispose() => _wire.Dispose();
}
