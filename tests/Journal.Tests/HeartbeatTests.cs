using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>What may not cost a process its lease, and what is said when it nearly did.</summary>
[Collection(nameof(HeartbeatTests))]
[CollectionDefinition(nameof(HeartbeatTests), DisableParallelization = true)]
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Starved = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_thread_pool_without_a_free_thread_does_not_cost_the_lease()
    {
        await using var running = await StartAsync(configure: LeaseTests.Brief);
        var lease = running.Lease;
        var release = new ManualResetEventSlim(); // Not disposed: work of the pool that begins late still looks at it.
        // More than the pool adds while this goes on.
        const int Blocked = 200;
        var (looks, held, poolRan, wasStarved) = (0, 0, false, false);
        var watching = new Thread(() =>
        {
            for (var i = 0; i < Blocked; i++)
                ThreadPool.UnsafeQueueUserWorkItem(_ => release.Wait(), null);
            ThreadPool.UnsafeQueueUserWorkItem(_ => poolRan = true, null);
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Starved; Thread.Sleep(20))
            {
                looks++;
                if (lease.Holds)
                    held++;
            }
            wasStarved = !Volatile.Read(ref poolRan);
            release.Set();
        });
        watching.Start();
        watching.Join();
        // Without this the test would prove nothing.
        Assert.True(wasStarved, "The pool was not starved.");
        Assert.Equal(looks, held);
        Assert.Equal(0, running.Lease.Interruptions);
    }

    [Fact]
    public async Task A_renewal_that_is_later_than_half_a_lease_is_measured_and_an_interruption_is_counted()
    {
        var late = new List<double>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "journal.lease.renewal.late")
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>(
            (_, seconds, _, _) =>
            {
                lock (late)
                    late.Add(seconds);
            }
        );
        meters.Start();
        await using var running = await StartAsync(configure: LeaseTests.Brief);
        await using (var connection = await running.Database.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table leases in access exclusive mode", connection))
                await hold.ExecuteNonQueryAsync();
            while (running.Lease.Holds)
                await Task.Delay(10);
        }
        while (!running.Lease.Holds)
            await Task.Delay(10);
        Assert.True(running.Lease.Interruptions >= 1);
        while (!IsMeasured())
            await Task.Delay(10);

        bool IsMeasured()
        {
            lock (late)
                return late.Exists(seconds => seconds >= 0.5);
        }
    }
}
