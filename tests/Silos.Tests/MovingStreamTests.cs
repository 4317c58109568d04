using Academy.Chat;
using Academy.Commands;
using Academy.Silo.Lifecycle;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Academy.Silos.Tests;

/// <summary>Streams whose owner moves, because its silo stops, is lost or gets company: what was acknowledged is there, once, and is heard of.</summary>
public sealed class MovingStreamTests
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
                ? owner.ServiceProvider.GetRequiredService<LiveStreams>().Owners.FirstOrDefault(it => it.GrainId == grain.GetGrainId()) : null;
            context?.Migrate(new Dictionary<string, object>
            {
                ["PlacementHintKey"] = silos.Silos.First(silo => !silo.SiloAddress.Equals(context.Address.SiloAddress)).SiloAddress,
            });
        }
        await writing.MoreAsync(20);
        await writing.AllAreThereOnceAsync();
    }

    [Fact]
    public async Task Streams_are_watched_anew_within_a_second_after_their_silo_was_lost()
    {
        await using var silos = await SeveralSilos.StartAsync(3);
        var learner = silos.NewLearner();
        // The owner on the last silo, the watch on the first.
        var room = await silos.OnAsync(2, grains => silos.OpenRoomAsync(learner, grains));
        Assert.Equal(silos.Silos[2].SiloAddress, silos.OwnerOf(learner, room)?.SiloAddress);
        var heard = new Heard();
        var watched = new WatchedStream(learner.Organization, new("room", $"{room}"), Audience.Participant);
        await silos.ServicesOf(0).GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
            .GetStream<StreamMessage>(JournalStream.IdOf(watched)).SubscribeAsync(heard);
        await SeveralSilos.PostAsync(silos.From(1), learner, room, "before");
        await heard.UntilAsync(1);

        var lost = silos.Silos[2];
        await silos.Cluster.KillSiloAsync(lost);
        await silos.SeesGoneAsync(0, lost.SiloAddress);
        var gone = TimeProvider.System.GetTimestamp();
        await silos.UntilAsync(() => silos.OwnerOf(learner, room) is not null, TimeSpan.FromSeconds(30), "an owner that is watched again");
        var watchedAgain = TimeProvider.System.GetElapsedTime(gone);

        await SeveralSilos.PostAsync(silos.From(1), learner, room, "after");
        await heard.UntilAsync(2);
        Assert.Equal(heard.Seqs.Order(), heard.Seqs);
        Assert.Equal(Enumerable.Range(0, heard.Seqs.Count).Select(i => heard.Seqs[0] + i), heard.Seqs);
        Assert.True(watchedAgain < TimeSpan.FromSeconds(2), $"Nobody asked for the stream before {watchedAgain.TotalSeconds:0.0} s.");
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

        var first = silos.Silos[0];
        await silos.Cluster.StopSiloAsync(silos.Silos[1]);
        // Without anybody asking for them: those that were not handed over would not be there.
        var live = first.ServiceProvider.GetRequiredService<LiveStreams>().Owners.Select(owner => owner.GrainId).ToHashSet();
        Assert.All(others, other => Assert.Contains(SeveralSilos.Room(silos.From(0), learner, other).GetGrainId(), live));
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

    /// <summary>Several who post to one room from the first silo, one message after the other.</summary>
    private sealed class Writing : IAsyncDisposable
    {
        private readonly SeveralSilos silos;
        private readonly Caller author;
        private readonly RoomId room;
        private readonly CancellationTokenSource over = new();
        private readonly List<long> acknowledged = [];
        private readonly Task[] writers;
        private int words;

        public Writing(SeveralSilos silos, Caller author, RoomId room)
        {
            (this.silos, this.author, this.room) = (silos, author, room);
            writers = [.. Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync))];
        }

        /// <summary>Waits until so many more are acknowledged.</summary>
        public Task MoreAsync(int count)
        {
            var from = Count;
            return silos.UntilAsync(() => Count >= from + count || writers.Any(writer => writer.IsFaulted), TimeSpan.FromSeconds(60), $"{count} more messages");
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
                var receipt = await SeveralSilos.PostAsync(silos.From(0), author, room, $"word {Interlocked.Increment(ref words)}");
                lock (acknowledged)
                    acknowledged.Add(receipt.Seq);
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

        public Task OnErrorAsync(Exception ex) => throw new InvalidOperationException("The stream was not to be reset.", ex);

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
