using System.Buffers;
using System.Diagnostics;
using Academy.Calls.Generated;
using Academy.Runtime.Serialization;
using Orleans;

namespace Academy.Calls;

// What a typical command of the academy carries, and what it is answered.

[GenerateSerializer, Immutable]
public readonly record struct SomeId([property: Id(0)] Guid Value);

[GenerateSerializer, Immutable]
public sealed record SomeCaller(
    [property: Id(0)] string Organization, [property: Id(1)] SomeId User, [property: Id(2)] DayOfWeek Role);

[GenerateSerializer, Immutable]
public sealed record SomeKey([property: Id(0)] string Id, [property: Id(1)] string RequestHash);

[GenerateSerializer, Immutable]
public sealed record SomeCommand(
    [property: Id(0)] SomeCaller Caller, [property: Id(1)] SomeKey? Key, [property: Id(2)] SomeId Enrollment,
    [property: Id(3)] SomeId Lesson);

[GenerateSerializer, Immutable]
public sealed record SomeAnswer(
    [property: Id(0)] SomeId Lesson, [property: Id(1)] bool Completed, [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] long Seq);

/// <summary>What writing and reading costs.</summary>
internal static class Carried
{
    public static SomeCommand Command { get; } = new(
        new SomeCaller("academy", new SomeId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), DayOfWeek.Monday),
        new SomeKey("0190b6e0-7c1e-7000-8000-000000000000", "q8HhYp4V1jLZk0Tn6c9BxA"),
        new SomeId(Guid.Parse("10112233-4455-6677-8899-aabbccddeeff")),
        new SomeId(Guid.Parse("20112233-4455-6677-8899-aabbccddeeff")));

    public static SomeAnswer Answer { get; } = new(Command.Lesson, true, DateTimeOffset.UnixEpoch.AddYears(56), 12_345);

    public static object Measure(double seconds)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        var watch = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rounds = 0L;
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            for (var round = 0; round < 1_000; round++)
            {
                Travel(output, Academy_Calls_SomeCommandCodec.Instance, Command);
                Travel(output, Academy_Calls_SomeAnswerCodec.Instance, Answer);
                rounds++;
            }
        }

        return new
        {
            bytesOnTheWire = BytesOf(output, Academy_Calls_SomeCommandCodec.Instance, Command)
                + BytesOf(output, Academy_Calls_SomeAnswerCodec.Instance, Answer),
            nanosecondsPerCommandAndAnswer =
                (long)((Process.GetCurrentProcess().TotalProcessorTime - processor).TotalNanoseconds / rounds),
            bytesPerCommandAndAnswer = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds,
        };
    }

    private static void Travel<T>(ArrayBufferWriter<byte> output, WireCodec<T> codec, T value)
    {
        BytesOf(output, codec, value);
        var reader = new WireReader(output.WrittenSpan, context: null!);
        codec.Read(ref reader);
    }

    private static int BytesOf<T>(ArrayBufferWriter<byte> output, WireCodec<T> codec, T value)
    {
        output.ResetWrittenCount();
        var writer = new WireWriter(output, context: null!);
        codec.Write(ref writer, value);
        writer.Flush();
        return output.WrittenCount;
    }
}
