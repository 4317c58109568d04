using System.Text.Json;
using Academy.Runtime.Calls;
using Academy.Runtime.Clustering;
using Academy.Runtime.Serialization;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>Exceptions keep their kind on the way, and strangers say what they were.</summary>
public sealed class ExceptionTravelTests : IDisposable
{
    private readonly Wire _wire = new();

#pragma warning disable MA0015 // Any name will do.
    public static TheoryData<Exception> Known { get; } =
    [
        new OrleansException("m"), new LimitExceededException("m"), new SiloUnavailableException("m"),
        new OutcomeUnknownException("m"), new ReminderException("m"), new TimeoutException("m"),
        new OperationCanceledException("m"), new TaskCanceledException("m"), new ArgumentException("m", "p"),
        new ArgumentNullException("p", "m"), new ArgumentOutOfRangeException("p", 7, "m"),
        new InvalidOperationException("m", new TimeoutException("inner", new FormatException("innermost"))),
        new NotSupportedException("m"), new KeyNotFoundException("m"), new ObjectDisposedException("o", "m"),
        new WireFormatException("m"),
    ];
#pragma warning restore MA0015

    [Theory, MemberData(nameof(Known))]
    public void A_known_exception_keeps_its_kind_its_message_and_what_is_in_it(Exception exception)
    {
        var read = _wire.Travel(exception);
        for (var (one, other) = (exception, read); one is not null; (one, other) = (one.InnerException!, other!.InnerException!))
        {
            Assert.NotNull(other);
            Assert.Equal((one.GetType(), one.Message), (other.GetType(), other.Message));
        }
    }

    [Fact]
    public void What_an_exception_says_beside_its_message_comes_along()
    {
        var read = Assert.IsType<FullException>(_wire.Travel(
            new FullException("m", new TimeoutException("i")) { IsOutcomeUnknown = true, Where = new Spot(1, 2) }));
        Assert.Equal(("m", true, new Spot(1, 2)), (read.Message, read.IsOutcomeUnknown, read.Where));
        Assert.Equal("i", Assert.IsType<TimeoutException>(read.InnerException).Message);
    }

    [Fact]
    public void An_unknown_exception_arrives_as_the_nearest_kind_that_is_known()
    {
        Assert.Equal("ring", Assert.IsType<OrleansException>(_wire.Travel(new CallCycleException("ring"))).Message);
        Assert.Equal("m", Assert.IsType<IOException>(_wire.Travel(new FileNotFoundException("m"))).Message);
        Assert.Equal(
            "JsonException: m", Assert.IsType<OrleansException>(_wire.Travel(new JsonException("m"))).Message);
    }

    [Fact]
    public void No_stack_trace_leaves_the_process()
    {
        Exception thrown;
        try
        {
            throw new InvalidOperationException("m");
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception;
        }

        Assert.Contains(nameof(No_stack_trace_leaves_the_process), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Null(_wire.Travel(thrown).StackTrace);
    }

    [Fact]
    public void A_message_without_end_and_a_chain_without_end_are_cut()
    {
        Exception chain = new TimeoutException(new string('x', 1_000_000));
        for (var depth = 0; depth < 1_000; depth++)
        {
            chain = new InvalidOperationException("m", chain);
        }

        Assert.InRange(_wire.WriteException(chain).Length, 1, 1_000);
        Assert.InRange(_wire.WriteException(new TimeoutException(new string('x', 1_000_000))).Length, 1, 20_000);
    }

    public void Dispose() => _wire.Dispose();
}
