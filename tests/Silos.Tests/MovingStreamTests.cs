using System.Collections.Concurrent;
using System.Net.Sockets;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Journal;
using Academy.Journal.Tests;
using Academy.Silo.Lifecycle;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Academy.Silos.Tests;

/// <summary>
/// Streams whose owner moves, because its silo stops, is lost or gets company: what was acknowledged is there, once,
/// and is heard of.
/// </summary>
public sealed class MovingStreamTests(ITestOutputHelper output)
{
    private const int Writers = 8;

    [Fact]
    public async Task A_stream_that_migrates_again_and_again_keeps_every_append_once()
    {
        await using var silos = await SeveralSilos.StartAsync(2);
        var learner = silos.NewLearner();
        var room = await silos.OpenRoomAsync(learner);
        var grain = SeveralSilos.Room(silos.From(0), learner, room);
        await using var writing = new Writing(silos, learner, room);

        for (var move = 0; move < 10; move++)
        {
            await writing.MoreAsync(20);
            var context = silos.OwnerOf(learner, room) is { } owner
                ? owner
                    .ServiceProvider.GetRequiredService<LiveStreams>()
                    .HottestFirst.FirstOrDefault(it => it.GrainId == grain.GetGrainId())
                : null;
            context?.Migrate(
                new Dictionary<string, object>
                {
                    ["PlacementHintKey"] = silos
                        .Silos.First(silo => !silo.SiloAddress.Equals(context.Address.SiloAddress))
                        .SiloAddress,
                }
            );
        }
        await writing.MoreAsync(20);
        await writing.AllAreThereOnceAsync();
    }

    [Fact]
    public async Task Streams_are_watched_anew_within_a_second_after_their_silo_was_lost()
    {
        const int Rooms = 20;
        var sent = new WatchesSent();
        await using var silos = await SeveralSilos.StartAsync(3, configure: host =>
            host.Services.AddSingleton<IOutgoingGrainCallFilter>(sent)
        );
        var learner = silos.NewLearner();
        var heard = new Dictionary<RoomId, Heard>();
        for (var i = 0; i < Rooms; i++)
        {
            // The owner on the last silo, the watch on the first.
            var room = await silos.OnAsync(2, grains => silos.OpenRoomAsync(learner, grains));
            Assert.Equal(silos.Silos[2].SiloAddress, silos.OwnerOf(learner, room)?.SiloAddress);
            var watched = new WatchedStream(learner.Organization, new("room", $"{room}"), Audience.Participant);
            await silos
                .ServicesOf(0)
                .GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
                .GetStream<StreamMessage>(JournalStream.IdOf(watched))
                .SubscribeAsync(heard[room] = new());
            await SeveralSilos.PostAsync(silos.From(1), learner, room, "before");
            await heard[room].UntilAsync(1);
        }

        var lost = silos.Silos[2];
        // The others hear of it long before all of it has ended. Questions wait for its lease to end; what is looked at
        // is that they are asked.
        var killing = silos.Cluster.KillSiloAsync(lost);
        await silos.SeesGoneAsync(0, lost.SiloAddress);
        var gone = TimeProvider.System.GetTimestamp();
        await silos.UntilAsync(
            () => sent.Since(gone - TimeProvider.System.TimestampFrequency / 10) == Rooms,
            TimeSpan.FromSeconds(10),
            "a question for every stream"
        );
        var took = TimeProvider.System.GetElapsedTime(gone);
        output.WriteLine($"All were asked for {took.TotalSeconds:0.00} s after the silo was seen to be dead.");
        await killing;
        // By chance, without being told: within the two seconds of a renewal.
        Assert.True(took < TimeSpan.FromSeconds(1.5), $"Not all were asked for before {took.TotalSeconds:0.0} s.");

        foreach (var (room, messages) in heard)
        {
            await SeveralSilos.PostAsync(silos.From(1), learner, room, "after");
            await messages.UntilAsync(2);
            Assert.Equal(Enumerable.Range(0, messages.Seqs.Count).Select(i => messages.Seqs[0] + i), messages.Seqs);
        }
    }

    [Fact]
    public async Task A_silo_that_stops_fails_no_call_and_hands_its_streams_over()
    {
        await using var silos = await SeveralSilos.StartAsync(2);
        var learner = silos.NewLearner();
        var room = await silos.OnAsync(1, grains => silos.OpenRoomAsync(learner, grains));
        var others = new List<RoomId>();
        for (var i = 0; i < 20; i++)
            others.Add(await silos.OnAsync(1, grains => silos.OpenRoomAsync(learner, grains)));
        await using var writing = new Writing(silos, learner, room);
        await writing.MoreAsync(20);

        // The room is being written to; the author's own stream may be, too.
        var hottest = silos
            .ServicesOf(1)
            .GetRequiredService<LiveStreams>()
            .HottestFirst.Take(2)
            .Select(owner => owner.GrainId);
        Assert.Contains(SeveralSilos.Room(silos.From(0), learner, room).GetGrainId(), hottest);

        // As the silo's own stop does, and looked at before that: Orleans's directory forgets a part of them again when
        // the silo has gone.
        var began = TimeProvider.System.GetTimestamp();
        await silos
            .ServicesOf(1)
            .GetServices<IHostedService>()
            .OfType<StreamHandOver>()
            .Single()
            .HandOverAsync(CancellationToken.None);
        output.WriteLine(
            $"{others.Count + 1} streams were handed over in "
                + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.00} s."
        );
        var live = silos.ServicesOf(0).GetRequiredService<LiveStreams>();
        // Nobody has asked for them.
        await silos.UntilAsync(
            () =>
                others.All(other =>
                    live.HottestFirst.Any(owner =>
                        owner.GrainId == SeveralSilos.Room(silos.From(0), learner, other).GetGrainId()
                    )
                ),
            TimeSpan.FromSeconds(30),
            "streams that were handed over"
        );
        began = TimeProvider.System.GetTimestamp();
        await silos.Cluster.StopSiloAsync(silos.Silos[1]);
        output.WriteLine($"The silo stopped in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.00} s.");
        await writing.MoreAsync(20);
        await writing.AllAreThereOnceAsync();
    }

    [Fact]
    public async Task A_silo_that_joins_takes_part_and_disturbs_nobody()
    {
        await using var silos = await SeveralSilos.StartAsync(1);
        var learner = silos.NewLearner();
        var room = await silos.OpenRoomAsync(learner);
        await using var writing = new Writing(silos, learner, room);
        await writing.MoreAsync(20);
        await silos.Cluster.StartAdditionalSiloAsync();
        await writing.MoreAsync(20);
        var own = await silos.OnAsync(1, grains => silos.OpenRoomAsync(learner, grains));
        Assert.Equal(silos.Silos[1].SiloAddress, silos.OwnerOf(learner, own)?.SiloAddress);
        await writing.AllAreThereOnceAsync();
    }

    [Fact]
    public async Task Connections_to_the_database_that_are_cut_lose_and_double_nothing()
    {
        CuttingProxy? proxy = null;
        await using var silos = await SeveralSilos.StartAsync(2, connectThrough: database =>
        {
            var straight = new NpgsqlConnectionStringBuilder(database);
            proxy ??= new CuttingProxy(
                new UnixDomainSocketEndPoint($"{straight.Host}/.s.PGSQL.{straight.Port}"),
                seed: 4711
            );
            return new NpgsqlConnectionStringBuilder(database)
            {
                Host = "127.0.0.1",
                Port = proxy.Port,
                SslMode = SslMode.Disable,
            }.ConnectionString;
        });
        var learner = silos.NewLearner();
        var room = await silos.OnAsync(1, grains => silos.OpenRoomAsync(learner, grains));
        await using var writing = new Writing(silos, learner, room, isPatient: true);
        await writing.MoreAsync(20);
        for (var round = 0; round < 3; round++)
        {
            proxy!.CutWithin = 20_000;
            await silos.QueryAsync<bool>(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and "
                    + "pid <> pg_backend_pid()"
            );
            await silos.UntilAsync(
                () => proxy.Cuts > 3 * (round + 1),
                TimeSpan.FromSeconds(60),
                "connections that are cut"
            );
            proxy.CutWithin = 0;
            await writing.MoreAsync(20);
        }
        await writing.AllAreThereOnceAsync();
        await silos.Cluster.StopAllSilosAsync();
        await proxy!.DisposeAsync();
    }

    /// <summary>Notes which streams silos ask to watch.</summary>
    private sealed class WatchesSent : IOutgoingGrainCallFilter
    {
        private readonly ConcurrentDictionary<GrainId, long> streams = new();

        public int Since(long timestamp) => streams.Count(stream => stream.Value >= timestamp);

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (
                context.MethodName == nameof(IStreamExtension.Watch)
                && context.TargetId.Type.ToString()!.Contains("room", StringComparison.OrdinalIgnoreCase)
            )
                streams[context.TargetId] = TimeProvider.System.GetTimestamp();
            return context.Invoke();
        }
    }

    /// <summary>Several who post to one room from the first silo, one message after the other.</summary>
    private sealed class Writing : IAsyncDisposable
    {
        private readonly SeveralSilos silos;
        private readonly Caller author;
        private readonly RoomId room;
        private readonly bool isPatient;
        private readonly CancellationTokenSource over = new();
        private readonly List<long> acknowledged = [];
        private readonly Task[] writers;
        private int words;

        /// <param name="isPatient">Whether they send again, under the same key, what fails.</param>
        public Writing(SeveralSilos silos, Caller author, RoomId room, bool isPatient = false)
        {
            (this.silos, this.author, this.room, this.isPatient) = (silos, author, room, isPatient);
            writers = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync))];
        }

        /// <summary>Waits until so many more are acknowledged.</summary>
        public Task MoreAsync(int count)
        {
            var from = Count;
            return silos.UntilAsync(
                () => Count >= from + count || writers.Any(writer => writer.IsFaulted),
                TimeSpan.FromSeconds(60),
                $"{count} more messages"
            );
        }

        public async Task AllAreThereOnceAsync()
        {
            await over.CancelAsync();
            await Task.WhenAll(writers);
            Assert.Equal(await silos.PostsAsync(author, room), acknowledged.Order());
            var seqs = await silos.SeqsAsync(author, room);
            Assert.Equal(Enumerable.Range(1, seqs.Count).Select(i => (long)i), seqs);
        }

        public async ValueTask DisposeAsync()
        {
            await over.CancelAsync();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            over.Dispose();
        }

        private int Count
        {
            get
            {
                lock (acknowledged)
                    return acknowledged.Count;
            }
        }

        private async Task WriteAsync()
        {
            while (!over.IsCancellationRequested)
            {
                var receipt = await PostAsync($"word {Interlocked.Increment(ref words)}");
                lock (acknowledged)
                    acknowledged.Add(receipt.Seq);
            }
        }

        private async Task<MessageReceipt> PostAsync(string word)
        {
            while (true)
            {
                try
                {
                    return await SeveralSilos.PostAsync(silos.From(0), author, room, word);
                }
                catch (Exception fault)
                    when (isPatient
                        && fault
                            is JournalUnavailableException
                                or JournalFencedException
                                or OrleansException
                                or TimeoutException
                    )
                {
                    await Task.Delay(50);
                }
            }
        }
    }

    private sealed class Heard : IAsyncBatchObserver<StreamMessage>
    {
        private readonly List<long> seqs = [];

        public IReadOnlyList<long> Seqs
        {
            get
            {
                lock (seqs)
                    return [.. seqs];
            }
        }

        public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
        {
            lock (seqs)
                seqs.AddRange(items.Select(item => item.Item.Seq));
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) =>
            throw new InvalidOperationException("The stream was not to be reset.", ex);

        public async Task UntilAsync(int count)
        {
            for (var look = 0; Seqs.Count < count; look++)
            {
                Assert.True(look < 1_500, $"{Seqs.Count} messages instead of {count} were heard within 30 s.");
                await Task.Delay(20);
            }
        }
    }
}
