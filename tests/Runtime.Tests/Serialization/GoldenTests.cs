using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Interfaces.Generated;
using Academy.Learning;
using Academy.Runtime.Serialization;
using Academy.Streams;
using Academy.Users;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>Bytes that releases have in common. Whoever changes one of these cannot be updated one silo at a
/// time.</summary>
public sealed class GoldenTests : IDisposable
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private readonly Wire _wire = new();

    [Fact]
    public void The_bytes_of_a_caller_are_as_ever() => AssertBytes(
        Academy_Commands_CallerCodec.Instance,
        new Caller(new OrganizationId("academy"), new UserId(Id), Role.Instructor),
        "0D0C0F61636164656D7900150B00112233445566778899AABBCCDDEEFF00180200");

    [Fact]
    public void The_bytes_of_a_command_key_are_as_ever() => AssertBytes(
        Academy_Commands_CommandKeyCodec.Instance, new CommandKey("k-1", "ß"), "0C076B2D311405C39F00");

    [Fact]
    public void The_bytes_of_a_message_are_as_ever() => AssertBytes(
        Academy_Streams_StreamMessageCodec.Instance,
        new StreamMessage(300, "t", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new byte[] { 1, 2, 3 }),
        "08D8041403741C118000B796AB49DE08240701020300");

    [Fact]
    public void The_bytes_of_a_message_that_ends_subscriptions_are_as_ever() => AssertBytes(
        Academy_Streams_StreamMessageCodec.Instance,
        new StreamMessage(1, "t", DateTimeOffset.UnixEpoch, new byte[] { 1 }) { Ends = [new UserId(Id)] },
        "08021403741C110080B5F7F57F9F082403012E02050B00112233445566778899AABBCCDDEEFF0000");

    [Fact]
    public void The_bytes_of_outcomes_are_as_ever()
    {
        var codec = new Academy_Commands_Outcome_1Codec<CourseId>(Academy_Catalog_CourseIdCodec.Instance);
        AssertBytes(codec, new CourseId(Id), "0D0B00112233445566778899AABBCCDDEEFF0000");
        AssertBytes(codec, new Refusal("a.b", RefusalKind.Conflict, "c"), "0D00150C07612E6210081C03630000");
    }

    [Fact]
    public void The_bytes_of_a_request_are_as_ever()
    {
        var request = _wire.Call(
            typeof(ILearningGrain), typeof(ILearningGrain).GetMethod(nameof(ILearningGrain.CompleteLesson))!,
            [
                new Caller(new OrganizationId("o"), new UserId(Id), Role.Student), null, new EnrollmentId(Id),
                new LessonId(Guid.Empty),
            ]);
        Assert.Equal(
            "0D0D0C036F00150B00112233445566778899AABBCCDDEEFF00001D0B00112233445566778899AABBCCDDEEFF00250000",
            Convert.ToHexString(_wire.WriteArguments(request)));
        Assert.Equal(0xC467BECD, request.Method.WireId);
    }

    public void Dispose() => _wire.Dispose();

    private void AssertBytes<T>(WireCodec<T> codec, T value, string expected)
    {
        Assert.Equal(expected, Convert.ToHexString(_wire.Write(codec, value)));
        Sameness.AssertSame(value, _wire.Read(codec, Convert.FromHexString(expected)), typeof(T).Name);
    }
}
