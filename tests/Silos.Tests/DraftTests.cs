using System.Text;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;
using Academy.Users;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silos.Tests;

/// <summary>A person's drafts and their stream are in different silos, which come and go.</summary>
public sealed class DraftTests
{
    [Fact]
    public async Task What_was_answered_is_there_after_the_death_of_the_silo_that_answered()
    {
        await using var silos = await SeveralSilos.StartAsync(2);
        var person = silos.NewLearner();
        var room = await silos.OnAsync(0, grains => silos.OpenRoomAsync(person, grains));
        var stream = await silos.OnAsync(0, grains =>
            grains.GetGrain<IUserGrain>(person.Key).Stream().Join(person, null)
        );
        Assert.Equal(StreamVerdict.Snapshot, stream.Verdict);
        SeveralSilos.Accept(
            await silos.OnAsync(1, grains => Drafts(grains, person).Save(person, null, room, new Draft("H", null)))
        );
        // This one waits for the next write.
        SeveralSilos.Accept(await Drafts(silos.From(0), person).Save(person, null, room, new Draft("Hello", null)));

        var lost = silos.Silos[1];
        var killing = silos.Cluster.KillSiloAsync(lost);
        await silos.SeesGoneAsync(0, lost.SiloAddress);
        await killing;
        Assert.Equal("Hello", (await Drafts(silos.From(0), person).Get()).Drafts[room].Body);
        var snapshot = await silos.From(0).GetGrain<IUserGrain>(person.Key).Stream().Join(person, null);
        Assert.Contains("\"Hello\"", Encoding.UTF8.GetString(snapshot.Snapshot!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_database_said_is_known_to_who_calls_from_another_process()
    {
        await using var silos = await SeveralSilos.StartAsync(1, withClient: true);
        var (asleep, awake) = (silos.NewLearner(), silos.NewLearner());
        var rooms = new[]
        {
            await silos.OpenRoomAsync(asleep, silos.FromClient),
            await silos.OpenRoomAsync(awake, silos.FromClient),
        };
        Assert.Empty((await Drafts(silos.FromClient, awake).Get()).Drafts);
        await silos.QueryAsync<int>("alter table orleansstorage rename to away");
        foreach (var (person, room) in new[] { asleep, awake }.Zip(rooms))
        {
            var fault = await Assert.ThrowsAsync<OrleansException>(() =>
                Drafts(silos.FromClient, person).Save(person, null, room, new Draft("Hello", null))
            );
            Assert.Equal("42P01", Assert.IsType<PostgresException>(fault.InnerException).SqlState);
        }
    }

    private static IDraftsGrain Drafts(IGrainFactory grains, Caller person) =>
        grains.GetGrain<IDraftsGrain>(person.Key);
}
