using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Academy.Grains.Tests.Accounts;

/// <summary>What an erasure decides, and what a node remembers of a name.</summary>
public sealed class AccountErasureTests
{
    private static readonly UserId Somebody = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly AccountRegistered Registration = new(
        Somebody,
        OrganizationId.Default,
        "sealed address",
        "sealed name",
        "sealed hash",
        Role.Student
    );

    private readonly Scenario<Account> account = new();

    [Fact]
    public void An_erasure_ends_every_session_and_leaves_no_word()
    {
        account.Do(a => a.Register(Registration, Session(1), isGreeted: false));
        account.Do(a => a.SignIn(Session(2), renewedHash: null, account.Now));
        var events = account.Core.Erase("address", account.Now).Events;
        account.Given(events);
        Assert.Equal(
            [
                new SessionEnded(Session(1), SessionEnds.Erased),
                new SessionEnded(Session(2), SessionEnds.Erased),
                new AccountErased(Somebody),
            ],
            events
        );
        Assert.Empty(account.Core.Sessions);
        Assert.Equal((null, "", ""), (account.Core.Email, account.Core.DisplayName, account.Core.PasswordHash));
    }

    [Fact]
    public void Who_is_erased_is_erased_once_and_does_not_come_back()
    {
        account.Refuses(AccountRefusals.NotFound, a => a.Erase("address", account.Now));
        account.Do(a => a.Register(Registration, Session(1), isGreeted: false));
        account.Do(a => a.Erase("address", account.Now));
        Assert.Empty(account.Core.Erase("address", account.Now).Events);
        account.Refuses(AccountRefusals.Erased, a => a.Register(Registration, Session(2), isGreeted: false));
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(1), 1, account.Now));
        account.Refuses(AccountRefusals.NotFound, a => a.AssignRole(Role.Admin, account.Now));
    }

    [Fact]
    public void Whoever_is_needed_is_neither_erased_nor_demoted_and_hears_what_for()
    {
        account.Refuses(AccountRefusals.NotFound, a => a.Erase("address", account.Now, [new("last-admin")]));
        account.Do(a => a.Register(Registration with { Role = Role.Admin }, Session(1), isGreeted: false));
        Obstacle[] obstacles = [new("last-admin"), new("course", Guid.NewGuid(), "A course")];
        account.Refuses(AccountRefusals.StillNeededFor(obstacles), a => a.Erase("address", account.Now, obstacles));
        account.Refuses(AccountRefusals.StillNeededFor(obstacles), a =>
            a.AssignRole(Role.Student, account.Now, obstacles)
        );
        Assert.Empty(account.Core.AssignRole(Role.Admin, account.Now, obstacles).Events);
        account.Do(a => a.AssignRole(Role.Student, account.Now, []));
        account.Do(a => a.Erase("address", account.Now, []));
        Assert.Empty(account.Core.Erase("address", account.Now, obstacles).Events);
    }

    [Fact]
    public void An_address_is_released_by_the_one_who_has_it_and_then_free()
    {
        var other = new UserId(new Guid(2, 0, 0, new byte[8]));
        var address = new Scenario<EmailReservation>();
        address.Do(a => a.Reserve(OrganizationId.Default, Somebody));
        Assert.Empty(address.Core.Release(other).Events);
        address.Do(a => a.Release(Somebody));
        Assert.Empty(address.Core.Release(Somebody).Events);
        address.Do(a => a.Reserve(OrganizationId.Default, other));
        Assert.Equal(other, address.Core.User);
    }

    [Fact]
    public async Task A_name_that_another_node_erased_is_forgotten_within_minutes()
    {
        await using var academy = await RunningAcademy.StartAsync();
        var clock = new FakeTimeProvider();
        var names = new Names(academy.Database, clock);
        await RunAsync(
            academy.Database,
            $"insert into users values ('{Somebody}', 'academy', 'a@b.test', 'Somebody', 'student', now())"
        );
        await names.EnsureAsync([Somebody]);
        await RunAsync(academy.Database, "delete from users");
        await names.EnsureAsync([Somebody]);
        Assert.Equal("Somebody", names.Of(Somebody));

        var before = names.Renamed;
        clock.Advance(TimeSpan.FromMinutes(6));
        await names.EnsureAsync([Somebody]);
        Assert.Equal(Names.Unknown, names.Of(Somebody));
        Assert.NotEqual(before, names.Renamed);
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static SessionId Session(int number) => new(new Guid(number, 1, 0, new byte[8]));
}
