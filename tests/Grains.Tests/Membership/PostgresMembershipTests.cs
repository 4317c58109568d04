using System.Globalization;
using Academy.Journal;
using Academy.Runtime.Clustering;
using Academy.Testing;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Membership;

/// <summary>Silos and clients that know of one another through PostgreSQL alone.</summary>
public sealed class PostgresMembershipTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 60).Select(n => GrainId.Create("user", $"academy/u{n}"))];

    [Fact]
    public async Task Silos_that_start_at_once_agree_and_share_the_grains()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        var silos = await Task.WhenAll(new[] { "one", "two", "three" }.Select(name => RunningMember.StartAsync(database, name)));
        var views = await Task.WhenAll(silos.Select(silo => silo.SettledAsync(3)));
        Assert.All(Grains, grain => Assert.Single(views.Select(view => view.OwnerOf(grain)!).Distinct()));
        Assert.All(Grains, grain => Assert.Single(silos, silo => silo.Membership.MayActivate(grain)));
        Assert.All(silos, silo => Assert.Contains(Grains, silo.Membership.MayActivate));
        Assert.Equal(3, views[0].Version);
        foreach (var silo in silos)
            await silo.DisposeAsync();
    }

    [Fact]
    public async Task Changes_are_told_at_once_and_followed_all_the_same_when_the_telling_is_cut_off()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first", look: TimeSpan.FromHours(1));
        await first.SettledAsync(1);
        await using var second = await RunningMember.StartAsync(database, "second");
        await first.SettledAsync(2);
        await ExecuteAsync(first.Database, "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'academy-members-listen' and datname = current_database()");
        await using var third = await RunningMember.StartAsync(database, "third");
        await first.SettledAsync(3);
    }

    [Fact]
    public async Task A_joining_silo_activates_nothing_before_the_others_have_handed_over()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first");
        await first.SettledAsync(1);
        var handingOver = new TaskCompletionSource();
        first.MayGiveUp = handingOver.Task;
        await using var second = await RunningMember.StartAsync(database, "second");
        await second.UntilAsync(view => view.Find(second.Self)?.Seen >= 2, "its own acknowledgement");
        Assert.DoesNotContain(Grains, second.Membership.MayActivate);
        handingOver.SetResult();
        await second.SettledAsync(2);
        Assert.Contains(Grains, second.Membership.MayActivate);
    }

    [Fact]
    public async Task A_silo_that_stops_hands_over_and_leaves_nothing_behind()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first");
        await using var second = await RunningMember.StartAsync(database, "second");
        await first.SettledAsync(2);
        await second.StopAsync();
        var view = await first.SettledAsync(1);
        Assert.Equal(4, view.Version);
        Assert.All(Grains, grain => Assert.True(first.Membership.MayActivate(grain)));
        Assert.Equal(0, await CountAsync(first.Database, "select (select count(*) from fences where silo = 'second') + (select count(*) from leases where silo = 'second')"));
    }

    [Fact]
    public async Task A_dead_silo_is_taken_over_when_its_lease_has_ended_and_its_fence_goes_first()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first");
        var second = await RunningMember.StartAsync(database, "second");
        await first.SettledAsync(2);
        var dead = second.Self;
        Assert.False(await first.Table.TakeOverAsync(dead, CancellationToken.None));
        await ExecuteAsync(first.Database, """
            create table seen_at_removal (fences bigint, lease_left interval);
            create function look() returns trigger language plpgsql as $$
            begin
                insert into seen_at_removal select (select count(*) from fences f where f.silo = old.name),
                    (select max(ends_at) - clock_timestamp() from leases l where l.silo = old.name and l.ends_at > clock_timestamp());
                return old;
            end $$;
            create trigger look before delete on members for each row execute function look();
            """);
        await second.KillAsync();
        first.Membership.Suspect(dead);
        await first.SettledAsync(1);
        Assert.All(Grains, grain => Assert.True(first.Membership.MayActivate(grain)));
        Assert.Equal(1, await CountAsync(first.Database, "select count(*) from seen_at_removal where fences = 0 and lease_left is null"));
    }

    [Fact]
    public async Task A_silo_that_cannot_renew_its_lease_is_taken_over_and_ends_when_it_is_back()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first");
        await using var second = await RunningMember.StartAsync(database, "second");
        await first.SettledAsync(2);
        // As if it were frozen: its heartbeats stand still for longer than its lease.
        await ExecuteAsync(first.Database, """
            create function stand_still() returns trigger language plpgsql as $$
            begin
                if new.silo = 'second' then perform pg_sleep(2.5); end if;
                return new;
            end $$;
            create trigger stand_still before update on leases for each row execute function stand_still();
            """);
        await second.Membership.Removed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(second.LeaseHeld.Holds);
        var view = await first.SettledAsync(1);
        Assert.Null(view.Find(second.Self));
        var late = await Assert.ThrowsAsync<JournalFencedException>(async () => await second.Journal.AppendAsync(new Append
        {
            Stream = "academy/user:late", ExpectedSeq = 0, Actor = "zombie", At = DateTimeOffset.UnixEpoch,
            Events = [new PendingEvent("late", 1, "{}"u8.ToArray(), new object())],
        }));
        Assert.False(late.IsOutcomeUnknown);
        await second.Fence.Lost.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Two_that_take_over_the_same_silo_do_it_once()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first", look: TimeSpan.FromHours(1));
        await using var second = await RunningMember.StartAsync(database, "second", look: TimeSpan.FromHours(1));
        var third = await RunningMember.StartAsync(database, "third", look: TimeSpan.FromHours(1));
        var before = await first.SettledAsync(3);
        var dead = third.Self;
        await third.KillAsync();
        await ExecuteAsync(first.Database, "update leases set ends_at = clock_timestamp() where silo = 'third'");
        var won = await Task.WhenAll(
            first.Table.TakeOverAsync(dead, CancellationToken.None), second.Table.TakeOverAsync(dead, CancellationToken.None),
            first.Table.TakeOverAsync(dead, CancellationToken.None));
        Assert.Single(won, true);
        Assert.Equal(before.Version + 1, (await second.SettledAsync(2)).Version);
    }

    [Fact]
    public async Task A_restarted_silo_takes_the_place_of_its_earlier_life()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var first = await RunningMember.StartAsync(database, "first");
        var second = await RunningMember.StartAsync(database, "second");
        var earlier = second.Self;
        await first.SettledAsync(2);
        await second.KillAsync();
        await using var again = await RunningMember.StartAsync(database, "second");
        var view = await again.UntilAsync(it => it.IsSettled && it.Members.Count == 2, "itself and the other");
        Assert.True(again.Self.Generation > earlier.Generation);
        Assert.Null(view.Find(earlier));
        await first.UntilAsync(it => it.Find(again.Self) is not null && it.Find(earlier) is null, "the new life");
        // What the earlier life would still say is nobody's word any more.
        await again.Table.AcknowledgeAsync(earlier, 1_000, CancellationToken.None);
        await again.Table.RemoveAsync(earlier, CancellationToken.None);
        Assert.NotNull((await again.Table.ReadAsync(CancellationToken.None)).Find(again.Self));
    }

    [Fact]
    public async Task A_client_is_seen_while_it_lives_and_no_fence_is_its()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var silo = await RunningMember.StartAsync(database, "silo");
        var client = await RunningMember.StartAsync(database, "client", MemberRole.Client);
        var view = await silo.SettledAsync(2);
        Assert.Equal(MemberRole.Client, view.Find(client.Self)!.Role);
        Assert.All(Grains, grain => Assert.Equal("silo", view.OwnerOf(grain)!.Name));
        Assert.Equal(0, await CountAsync(silo.Database, "select count(*) from fences where silo = 'client'"));
        await client.KillAsync();
        await silo.SettledAsync(1);
        Assert.Equal(0, await CountAsync(silo.Database, "select count(*) from leases where silo = 'client'"));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
