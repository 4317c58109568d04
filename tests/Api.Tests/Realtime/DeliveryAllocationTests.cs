using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>Counts the bytes that the process allocates, so nothing may run beside it.</summary>
[Collection(Name)]
public sealed class DeliveryAllocationTests
{
    internal const string Name = "alone";

    [Fact]
    public async Task A_delivery_allocates_nothing_of_its_own()
    {
        const int connections = 500,
            commits = 40;
        var writes = 0;
        var queues = new OutgoingQueue[connections];
        for (var i = 0; i < connections; i++)
            queues[i] = new(
                Count,
                () => { },
                () => { },
                new(TimeProvider.System),
                TimeProvider.System,
                OutgoingQueueTests.Metrics()
            );
        for (var i = 0; i < 3; i++)
            await Deliver(OutgoingQueueTests.FrameOf(i)); // Queues grow to their size, code is compiled.

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < commits; i++)
            await Deliver(OutgoingQueueTests.FrameOf(i));
        var perDelivery = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(connections * commits);

        Assert.True(perDelivery < 16, $"{perDelivery:F1} bytes a delivery");

        async Task Deliver(Frame frame)
        {
            var expected = Volatile.Read(ref writes) + connections;
            foreach (var one in queues)
                one.Send(frame);
            await Within.Holds(() => Volatile.Read(ref writes) == expected, () => "not all was written");
        }

        ValueTask Count(Frame frame)
        {
            Interlocked.Increment(ref writes);
            return default;
        }
    }
}

[CollectionDefinition(DeliveryAllocationTests.Name, DisableParallelization = true)]
public sealed class Alone;
