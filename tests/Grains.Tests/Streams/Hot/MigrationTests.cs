using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;
using Academy.Streams;
using Academy.Streams.Journaling;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>What travels with an activation to another silo, and what does not.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private const string Stream = "academy/tally:a";

    private readonly ScriptedJournal journal = new();
    private readonly Caller caller = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);
    private readonly WatchedStream watched = new(OrganizationId.Default, new StreamName("tally", "a"), Audience.Member);
    private readonly Luggage luggage = new();
    private TestHost host = NewHost();
    private TallyOwner grain = null!;

    public async Task InitializeAsync()
    {
        grain = await TallyOwner.StartAsync(host, journal);
        var adding = grain.Add(caller, new CommandKey("k", "one"), 7);
        await journal.SentAsync(1);
        journal.Commit(1);
        RunningAcademy.Accept(await adding);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task State_commands_and_watches_travel_and_nothing_is_read()
    {
        var watcher = new Watcher();
        await grain.Watch(watcher, watched, null);
        await MoveAsync();
        Assert.Equal(1, journal.Loads);
        Assert.Equal(7, await grain.Get());
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await grain.Add(caller, new CommandKey("k", "one"), 7)));
        Assert.Equal(0, journal.LookUps);

        var adding = grain.Add(caller, null, 3);
        Assert.Equal(1, (await journal.SentAsync(2)).ExpectedSeq);
        journal.Commit(2);
        Assert.Equal(new Tallied(10, 2), RunningAcademy.Accept(await adding));
        await watcher.UntilAsync(messages => messages is [{ Seq: 2 }], "the first event of the new activation");
    }

    [Fact]
    public async Task With_anything_in_flight_nothing_travels_and_the_target_loads()
    {
        var adding = grain.Add(caller, null, 3);
        await journal.SentAsync(2);
        await host.Turn(() => Dehydrate());
        Assert.Empty(luggage.Keys);
        journal.Commit(2);
        await adding;
        await MoveAsync(dehydrate: false);
        Assert.Equal(2, journal.Loads);
        Assert.Equal(10, await grain.Get());
    }

    [Fact]
    public async Task A_journal_that_has_moved_on_meanwhile_ends_the_activation_with_the_first_command()
    {
        await host.Turn(() => Dehydrate());
        journal.StoreForeign(Stream, 100);
        await MoveAsync(dehydrate: false);
        var adding = grain.Add(caller, null, 1);
        Assert.Equal(1, (await journal.SentAsync(2)).ExpectedSeq);
        journal.Conflict(2);
        await Assert.ThrowsAsync<StreamMovedException>(() => adding);
        Assert.Equal(107, await grain.Get());
    }

    [Fact]
    public async Task What_comes_from_another_epoch_is_not_believed()
    {
        await host.Turn(() => Dehydrate());
        journal.Epoch = "restored";
        await MoveAsync(dehydrate: false);
        Assert.Equal(2, journal.Loads);
    }

    [Fact]
    public void What_travels_is_written_and_read_by_the_engine_s_serializer()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sent = new MigratedStream(
            "epoch",
            "hash",
            7,
            3,
            [1, 2],
            [new("actor", "k", "one", [3])],
            [new MigratedWatch(null!, watched)]
        );
        var received = serializer.Deserialize<MigratedStream>(serializer.SerializeToArray(sent))!;
        Assert.Equal(
            (sent.Epoch, sent.StateHash, sent.Seq, sent.SnapshotSeq),
            (received.Epoch, received.StateHash, received.Seq, received.SnapshotSeq)
        );
        Assert.Equal(sent.State, received.State);
        Assert.Equal(("k", 3), (received.Commands.Single().Id, received.Commands.Single().Answer.Single()));
        Assert.Equal(watched, received.Watches.Single().Stream);
    }

    private static TestHost NewHost() => new(GrainKey.Of(OrganizationId.Default, "a"));

    private async Task MoveAsync(bool dehydrate = true)
    {
        if (dehydrate)
            await host.Turn(() => Dehydrate());
        host = NewHost();
        grain = await TallyOwner.StartAsync(host, journal, stream => stream.OnRehydrate(luggage));
    }

    private Task Dehydrate()
    {
        grain.Stream.OnDehydrate(luggage);
        return Task.CompletedTask;
    }

    /// <summary>Keeps values as they are; how they are written is Orleans's affair.</summary>
    private sealed class Luggage : IDehydrationContext, IRehydrationContext
    {
        private readonly Dictionary<string, object?> values = [];

        public IEnumerable<string> Keys => values.Keys;

        public void AddBytes(string key, ReadOnlySpan<byte> value) => throw new NotSupportedException();

        public void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value) =>
            throw new NotSupportedException();

        public bool TryAddValue<T>(string key, T? value) => values.TryAdd(key, value);

        public bool TryGetBytes(string key, out ReadOnlySequence<byte> value) => throw new NotSupportedException();

        public bool TryGetValue<T>(string key, [NotNullWhen(true)] out T? value)
        {
            value = values.TryGetValue(key, out var found) ? (T?)found : default;
            return value is not null;
        }
    }
}
