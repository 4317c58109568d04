using System.Collections.Concurrent;
using Academy.Commands;
using Academy.Silo.Lifecycle;
using Academy.Streams;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;

namespace Academy.Silos.Tests;

/// <summary>
/// One stream active on two silos, as a partition can leave it behind: here the directory forgets the first. The number
/// in the stream decides who writes; whoever comes second loads what the other wrote.
/// </summary>
public sealed class TwiceActiveTests
{
    [Fact]
    public async Task Both_may_write_and_nothing_is_lost_or_doubled()
    {
        var directory = new ForgetfulDirectory();
        await using var silos = await SeveralSilos.StartAsync(2, configure: host => directory.AddTo(host.Services));
        var learner = silos.NewLearner();
        var room = await silos.OnAsync(0, grains => silos.OpenRoomAsync(learner, grains));
        var id = SeveralSilos.Room(silos.From(0), learner, room).GetGrainId();
        await SeveralSilos.PostAsync(silos.From(0), learner, room, "of the first");
        directory.Forget(id);

        var second = await silos.OnAsync(1, grains => SeveralSilos.PostAsync(grains, learner, room, "of the second"));
        Assert.All(silos.Silos, silo =>
            Assert.Contains(
                id,
                silo.ServiceProvider.GetRequiredService<LiveStreams>().HottestFirst.Select(owner => owner.GrainId)
            )
        );
        // The first believes to be where it was, and is not.
        var third = await SeveralSilos.PostAsync(silos.From(0), learner, room, "of the first again");
        Assert.Equal(second.Seq + 1, third.Seq);
        var fourth = await SeveralSilos.PostAsync(silos.From(1), learner, room, "of the second again");
        Assert.Equal(third.Seq + 1, fourth.Seq);
        // A repeat is recognised by either, whoever wrote it.
        Assert.Equal(second.Seq, (await SeveralSilos.PostAsync(silos.From(0), learner, room, "of the second")).Seq);

        Assert.Equal(4, (await silos.PostsAsync(learner, room)).Count);
        var seqs = await silos.SeqsAsync(learner, room);
        Assert.Equal(Enumerable.Range(1, seqs.Count).Select(i => (long)i), seqs);
    }

    [Fact]
    public async Task The_one_that_is_behind_does_not_speak_from_memory_to_those_who_know_more()
    {
        var directory = new ForgetfulDirectory();
        await using var silos = await SeveralSilos.StartAsync(2, configure: host => directory.AddTo(host.Services));
        var (learner, stream, began, second) = await TwiceAsync(silos, directory);

        // Somebody who heard the second's message comes back through the silo of the first.
        var answer = await stream.Join(learner, began with { Seq = second });
        Assert.NotEqual(StreamVerdict.Refused, answer.Verdict);
        Assert.True(answer.Seq >= second, $"It answered from {answer.Seq}, and the journal is at {second}.");
    }

    /// <summary>
    /// Its watchers come to the other one, have seen nothing either, and nobody else could tell it.
    /// </summary>
    [Fact]
    public async Task When_one_is_lost_with_its_silo_the_other_knows_what_it_wrote()
    {
        var directory = new ForgetfulDirectory();
        await using var silos = await SeveralSilos.StartAsync(2, configure: host => directory.AddTo(host.Services));
        var (learner, stream, began, second) = await TwiceAsync(silos, directory);
        await silos.Cluster.KillSiloAsync(silos.Silos[1]);

        await Within.Holds(
            async () =>
            {
                var answer = await stream.Join(learner, began);
                return answer.Verdict == StreamVerdict.Resumed && answer.Seq == second;
            },
            "an answer with what the lost one wrote"
        );
    }

    /// <summary>
    /// A room on the first silo, and on the second, which wrote last: as the first is seen, where it stood, and the
    /// number of what the second wrote.
    /// </summary>
    private static async Task<(Caller Learner, IStreamExtension First, StreamCursor Began, long Second)> TwiceAsync(
        SeveralSilos silos,
        ForgetfulDirectory directory
    )
    {
        var learner = silos.NewLearner();
        var room = await silos.OnAsync(0, grains => silos.OpenRoomAsync(learner, grains));
        var grain = SeveralSilos.Room(silos.From(0), learner, room);
        var began = await grain.Stream().Join(learner, null);
        directory.Forget(grain.GetGrainId());
        var second = await silos.OnAsync(1, grains => SeveralSilos.PostAsync(grains, learner, room, "of the second"));
        return (learner, grain.Stream(), new(began.Epoch, began.Seq), second.Seq);
    }

    /// <summary>Where grains are, for all silos of the test; it can be made to forget one.</summary>
    private sealed class ForgetfulDirectory : IGrainDirectory
    {
        private readonly ConcurrentDictionary<GrainId, GrainAddress> addresses = new();

        public void AddTo(IServiceCollection services) =>
            services.AddGrainDirectory<IGrainDirectory>(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, (_, _) =>
                this
            );

        public void Forget(GrainId id) => addresses.TryRemove(id, out _);

        public Task<GrainAddress?> Register(GrainAddress address) =>
            Task.FromResult<GrainAddress?>(addresses.GetOrAdd(address.GrainId, address));

        public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress)
        {
            if (previousAddress is not null)
                addresses.TryUpdate(address.GrainId, address, previousAddress);
            return Register(address);
        }

        public Task Unregister(GrainAddress address)
        {
            addresses.TryRemove(new(address.GrainId, address));
            return Task.CompletedTask;
        }

        public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult(addresses.GetValueOrDefault(grainId));

        public Task UnregisterSilos(List<SiloAddress> siloAddresses)
        {
            foreach (var (id, address) in addresses)
            {
                if (siloAddresses.Contains(address.SiloAddress!))
                    addresses.TryRemove(new(id, address));
            }
            return Task.CompletedTask;
        }
    }
}
