using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Identifiers;
using Academy.Streams;
using Academy.Streams.Receiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Streams;

namespace Academy.Api.Tests.Realtime;

/// <summary>What a node's watch hands to those who receive it without a queue: sockets, and the like.</summary>
public sealed class ReceiverTests : IAsyncDisposable
{
    private static readonly WatchedStream Ada = new(
        OrganizationId.Default,
        new StreamName("user", "0190b6e0-7c1e-7000-8000-000000000001"),
        Audience.Self
    );

    private readonly FakeTimeProvider clock = new();
    private readonly FakeGrains grains = new();
    private readonly ServiceProvider services;
    private readonly FakeOwner owner;
    private readonly IJournalStream stream;

    public ReceiverTests()
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IGrainFactory>(grains)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IdSource>()
            .AddKindsOfTheAcademy()
            .AddJournalStreams()
            .BuildServiceProvider();
        owner = grains.Owner("user", Ada.Name.OwnerKey(Ada.Organization));
        stream = StreamOf(Ada);
        clock.Advance(TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Fact]
    public async Task After_a_rest_a_message_goes_at_once_and_what_follows_goes_together()
    {
        var crowd = await CrowdAsync(Watch.GatherFrom);
        owner.Commit();
        owner.Commit();
        owner.Commit(count: 2);
        clock.Advance(Watch.GatherFor / 2);
        owner.Commit();
        Assert.All(crowd, receiver => Assert.Equal("1", receiver.Told));
        clock.Advance(Watch.GatherFor / 2);
        Assert.All(crowd, receiver => Assert.Equal("1 | 2 3 4 5", receiver.Told));
        // And it is counted from then.
        owner.Commit();
        Assert.All(crowd, receiver => Assert.Equal("1 | 2 3 4 5", receiver.Told));
        clock.Advance(Watch.GatherFor);
        Assert.All(crowd, receiver => Assert.Equal("1 | 2 3 4 5 | 6", receiver.Told));
    }

    [Fact]
    public async Task Much_does_not_wait_nor_does_a_message_for_few()
    {
        var crowd = await CrowdAsync(Watch.GatherFrom);
        owner.Commit();
        owner.Commit(bytes: Watch.GatherBytesMax / 2);
        Assert.All(crowd, receiver => Assert.Equal("1", receiver.Told));
        owner.Commit(bytes: Watch.GatherBytesMax);
        Assert.All(crowd, receiver => Assert.Equal("1 | 2 3", receiver.Told));

        crowd[0].Attachment!.Detach();
        owner.Commit();
        Assert.All(crowd[1..], receiver => Assert.Equal("1 | 2 3 | 4", receiver.Told));
        Assert.Equal("1 | 2 3", crowd[0].Told);
    }

    [Fact]
    public async Task What_all_make_of_a_delivery_is_made_once_and_disposed_of_at_the_end()
    {
        var crowd = await CrowdAsync(3);
        owner.Commit();
        Assert.Single(crowd.Select(receiver => receiver.Shared).Distinct());
        Assert.True(crowd[0].Shared!.IsDisposed);
    }

    [Fact]
    public async Task Who_is_a_little_behind_gets_what_he_lacks_and_who_is_far_behind_asks_again()
    {
        await AttachAsync(new RecordingReceiver(), 0);
        owner.Commit(count: Watch.RecentMax);
        owner.Commit();
        var little = new RecordingReceiver();
        Assert.Equal(Attaching.Attached, await AttachAsync(little, 30));
        Assert.Equal("31 32 33", little.Told);
        Assert.Equal(Attaching.AskAgain, await AttachAsync(new RecordingReceiver(), 0));
        Assert.Equal(2, services.GetRequiredService<WatchTable>().ReceiverCount);
        owner.Commit();
        Assert.Equal("31 32 33 | 34", little.Told);
    }

    [Fact]
    public async Task Who_is_ahead_of_the_node_gets_nothing_twice()
    {
        await AttachAsync(new RecordingReceiver(), 0);
        owner.Losses.Enqueue(true);
        owner.Commit(count: 2);
        var ahead = new RecordingReceiver();
        Assert.Equal(Attaching.Attached, await AttachAsync(ahead, 2));
        owner.Commit();
        await Within.Holds(() => ahead.Told == "3", () => $"told {ahead.Told}");
    }

    [Fact]
    public async Task A_message_that_ends_somebody_is_his_last_and_nobody_who_comes_later_begins_before_it()
    {
        var (stays, goes) = (new RecordingReceiver(), new RecordingReceiver { User = new(Guid.NewGuid()) });
        await AttachAsync(stays, 0);
        await AttachAsync(goes, 0);
        owner.Commit(null, [goes.User], null);
        Assert.Equal("1 2 | ended stream.access-changed", goes.Told);
        Assert.Equal("1 2 3", stays.Told);
        Assert.Equal(Attaching.AskAgain, await AttachAsync(goes, 1));
        Assert.Equal(Attaching.Attached, await AttachAsync(goes, 2));
        Assert.Equal("1 2 | ended stream.access-changed | 3", goes.Told);
    }

    [Fact]
    public async Task Who_does_not_begin_is_not_attached()
    {
        var receiver = new RecordingReceiver { Begins = false };
        Assert.Equal(Attaching.NotBegun, await AttachAsync(receiver, 0));
        owner.Commit();
        Assert.Equal("", receiver.Told);
    }

    [Fact]
    public async Task After_a_reset_goes_on_who_wants_to()
    {
        await StartRenewing();
        owner.Commit(count: 5);
        var (on, over) = (new RecordingReceiver { GoesOn = true }, new RecordingReceiver());
        await AttachAsync(on, 5);
        await AttachAsync(over, 5);
        owner.Restore("e2", keep: 1);
        clock.Advance(WatchLimits.Renewal);
        await Within.Holds(() => on.Told == "reset e2:1" && over.Told == "reset e2:1", () => $"{on.Told}, {over.Told}");
        owner.Commit();
        Assert.Equal("reset e2:1 | 2", on.Told);
        Assert.Equal("reset e2:1", over.Told);
    }

    [Fact]
    public async Task A_node_that_lost_every_push_for_ten_seconds_hands_on_all_of_it()
    {
        await StartRenewing();
        var receiver = new RecordingReceiver();
        await AttachAsync(receiver, 0);
        for (var second = 0; second < 10; second++)
        {
            owner.Losses.Enqueue(true);
            owner.Commit();
            // Each renewal brings what was lost since the last.
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        await Within.Holds(
            () =>
            {
                clock.Advance(WatchLimits.Renewal);
                return receiver.Seqs.Count == 10;
            },
            () => $"told {receiver.Told}"
        );
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), receiver.Seqs);
    }

    [Fact]
    public async Task A_receiver_that_fails_stops_the_stream_for_nobody()
    {
        var (faulty, sound) = (new RecordingReceiver { Fails = true }, new RecordingReceiver());
        await AttachAsync(faulty, 0);
        owner.Commit();
        await AttachAsync(sound, 1);
        faulty.Attachment!.Detach();
        owner.Commit();
        Assert.Equal("2", sound.Told);
    }

    private async Task<RecordingReceiver[]> CrowdAsync(int count)
    {
        var crowd = Enumerable.Range(0, count).Select(_ => new RecordingReceiver()).ToArray();
        foreach (var receiver in crowd)
            await AttachAsync(receiver, 0);
        return crowd;
    }

    private async Task<Attaching> AttachAsync(RecordingReceiver receiver, long answered)
    {
        (var outcome, receiver.Attachment) = await stream.Attach(receiver, new StreamCursor("e1", answered));
        return outcome;
    }

    private IJournalStream StreamOf(WatchedStream watched) =>
        (IJournalStream)
            services
                .GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider)
                .GetStream<StreamMessage>(JournalStream.IdOf(watched));

    private async Task StartRenewing()
    {
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(default);
    }

    private sealed class RecordingReceiver : IStreamReceiver
    {
        private readonly Lock gate = new();
        private readonly List<string> told = [];

        public UserId User { get; init; }

        public bool Begins { get; init; } = true;

        public bool GoesOn { get; init; }

        public bool Fails { get; init; }

        public IAttachment? Attachment { get; set; }

        public Made? Shared { get; private set; }

        public List<long> Seqs { get; } = [];

        public string Told
        {
            get
            {
                lock (gate)
                    return string.Join(" | ", told);
            }
        }

        public bool TryBegin() => Begins;

        public bool IsEndedBy(StreamMessage message) => message.Ends?.Contains(User) == true;

        public void OnMessages(StreamDelivery delivery, int first, int end)
        {
            if (Fails)
                throw new InvalidOperationException("It fails.");
            Shared = (Made)(delivery.Shared ??= new Made());
            var seqs = delivery.Messages[first..end].ToArray().Select(message => message.Seq).ToArray();
            Seqs.AddRange(seqs);
            Tell(string.Join(' ', seqs));
        }

        public void OnSignal(SignalDelivery delivery) => Tell(delivery.Signal.Type);

        public bool OnReset(StreamCursor goesOnAfter)
        {
            Tell($"reset {goesOnAfter.Epoch}:{goesOnAfter.Seq}");
            return GoesOn;
        }

        public void OnEnded(string reason) => Tell($"ended {reason}");

        private void Tell(string what)
        {
            lock (gate)
                told.Add(what);
        }
    }

    private sealed class Made : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
