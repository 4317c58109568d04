using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Pictures;

namespace Academy.Grains.Tests.Accounts;

public sealed class AccountTests
{
    private static readonly UserId Somebody = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly AccountRegistered Registration = new(
        Somebody,
        OrganizationId.Default,
        "sealed address",
        "sealed name",
        "hash",
        Role.Student
    );

    private readonly Scenario<Account> account = new();

    [Fact]
    public void Registering_signs_in_with_the_first_token()
    {
        Assert.Equal(
            new SessionGrant(Session(1), 1),
            account.Do(a => a.Register(Registration, Session(1), isGreeted: false))
        );
        Assert.Equal("sealed address", account.Core.Email);
        Assert.Equal(account.Now, account.Core.RegisteredAt);
    }

    [Fact]
    public void An_account_is_registered_once()
    {
        Registered();
        account.Refuses(AccountRefusals.EmailTaken, a => a.Register(Registration, Session(2), isGreeted: false));
    }

    [Fact]
    public void What_the_browser_said_at_registration_is_kept()
    {
        account.Do(a => a.Register(Registration, Session(1), isGreeted: false, new("pt-BR", "America/Sao_Paulo")));
        Assert.Equal(("pt-BR", "America/Sao_Paulo"), (account.Core.Language, account.Core.TimeZone));
    }

    [Fact]
    public void An_account_from_before_has_no_language_until_it_is_said()
    {
        Registered();
        Assert.Null(account.Core.Language);
        account.Do(a => a.ChangeProfile(displayName: null, new("de", null)));
        account.Do(a => a.ChangeProfile(displayName: null, new(null, "Europe/Berlin")));
        Assert.Equal(("de", "Europe/Berlin"), (account.Core.Language, account.Core.TimeZone));
        Assert.Equal("sealed name", account.Core.DisplayName);
    }

    [Fact]
    public void What_changes_nothing_is_no_event()
    {
        Registered();
        account.Do(a => a.ChangeProfile("new name", new("de", "Europe/Berlin")));
        Assert.Empty(account.Core.ChangeProfile(displayName: null, new("de", "Europe/Berlin")).Events);
        var change = Assert.Single(account.Core.ChangeProfile(displayName: null, new("de", "Asia/Tokyo")).Events);
        Assert.Equal(new PreferencesSet(null, "Asia/Tokyo"), change);
        Assert.Equal("new name", account.Core.DisplayName);
    }

    [Fact]
    public void Nobody_has_no_profile() =>
        account.Refuses(AccountRefusals.NotFound, a => a.ChangeProfile("name", new("de", null)));

    [Fact]
    public void A_picture_is_set_and_removed_once_and_goes_with_the_account()
    {
        var picture = new PictureId(new Guid(7, 0, 0, new byte[8]));
        account.Refuses(AccountRefusals.NotFound, a => a.SetPicture(picture));
        Registered();
        account.Do(a => a.SetPicture(picture));
        Assert.Equal(picture, account.Core.Picture);
        Assert.Empty(account.Core.SetPicture(picture).Events);
        Assert.Equal(new PersonPictured(Somebody, null), Assert.Single(account.Core.SetPicture(null).Events));
        account.Do(a => a.Erase(addressKeys: null, account.Now));
        Assert.Null(account.Core.Picture);
        account.Refuses(AccountRefusals.NotFound, a => a.SetPicture(picture));
    }

    [Fact]
    public void A_newcomer_is_greeted_where_there_is_mail()
    {
        Assert.Equal([new SendWelcome()], account.Effects(a => a.Register(Registration, Session(1), isGreeted: true)));
        Assert.Empty(new Account().Register(Registration, Session(1), isGreeted: false).Effects);
    }

    [Fact]
    public void Whatever_ends_access_is_told_to_the_nodes_at_once()
    {
        Registered();
        Assert.Empty(account.Effects(a => a.SignIn(Session(2), renewedHash: null, account.Now)));
        Assert.Empty(account.Effects(a => a.Refresh(Session(2), 1, account.Now)));
        Assert.Equal([Ended(2), new TellRevocations()], account.Effects(a => a.Refresh(Session(2), 0, account.Now)));
        Assert.Equal([Ended(1), new TellRevocations()], account.Effects(a => a.LogOut(Session(1), account.Now)));
        Assert.Equal(
            [new Revoke(null, Role.Instructor, account.Now), new TellRevocations()],
            account.Effects(a => a.AssignRole(Role.Instructor, account.Now))
        );
        SignIn(3);
        account.At(account.Now + AccountLimits.SessionIdleMax + TimeSpan.FromSeconds(1));
        Assert.Equal(
            [Ended(3), new TellRevocations()],
            account.Effects(a => a.SignIn(Session(4), renewedHash: null, account.Now))
        );
        Assert.Equal(
            [Ended(4), new TellRevocations(), new DestroyPerson("address"), new ForgetPerson()],
            account.Effects(a => a.Erase("address", account.Now))
        );

        Revoke Ended(int session) => new(Session(session), null, account.Now);
    }

    [Fact]
    public void A_refresh_gives_the_next_token()
    {
        Registered();
        Assert.Equal(2, Refresh(1).Generation);
        Assert.Equal(3, Refresh(2).Generation);
    }

    [Fact]
    public void The_repeat_of_a_refresh_gives_the_same_child_for_ten_seconds_and_writes_nothing()
    {
        Registered();
        Refresh(1);
        account.At(account.Now + Account.RepeatGrace);
        var decision = account.Core.Refresh(Session(1), 1, account.Now);
        Assert.Equal(2, decision.Answer!.Generation);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void After_ten_seconds_the_old_token_ends_the_session()
    {
        Registered();
        Refresh(1);
        account.At(account.Now + Account.RepeatGrace + TimeSpan.FromMilliseconds(1));
        Assert.Null(Refresh(1).Generation);
        Assert.Empty(account.Core.Sessions);
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(1), 2, account.Now));
    }

    [Fact]
    public void A_token_before_the_last_one_ends_the_session_at_once()
    {
        Registered();
        Refresh(1);
        Refresh(2);
        Assert.Null(Refresh(1).Generation);
    }

    [Fact]
    public void A_token_that_was_never_given_out_is_refused_and_ends_nothing()
    {
        Registered();
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(1), 2, account.Now));
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(9), 1, account.Now));
        Refresh(1);
    }

    [Fact]
    public void A_device_that_was_away_for_sixty_days_logs_in_again()
    {
        Registered();
        account.At(account.Now + AccountLimits.SessionIdleMax + TimeSpan.FromSeconds(1));
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(1), 1, account.Now));
        SignIn(2);
        Assert.Equal([Session(2)], account.Core.Sessions.Keys);
    }

    [Fact]
    public void One_device_too_many_ends_the_one_that_was_away_longest()
    {
        Registered();
        for (var i = 2; i <= Account.SessionsMax; i++)
        {
            account.At(account.Now + TimeSpan.FromMinutes(1));
            SignIn(i);
        }
        account.At(account.Now + TimeSpan.FromMinutes(1));
        Refresh(1);
        SignIn(Account.SessionsMax + 1);
        Assert.Equal(Account.SessionsMax, account.Core.Sessions.Count);
        Assert.Contains(Session(1), account.Core.Sessions.Keys);
        Assert.DoesNotContain(Session(2), account.Core.Sessions.Keys);
    }

    [Fact]
    public void Signing_in_renews_a_hash_with_old_parameters()
    {
        Registered();
        account.Do(a => a.SignIn(Session(2), "new hash", account.Now));
        Assert.Equal("new hash", account.Core.PasswordHash);
    }

    [Fact]
    public void Logging_out_ends_the_session_and_its_repeat_changes_nothing()
    {
        Registered();
        account.Do(a => a.LogOut(Session(1), account.Now));
        Assert.Empty(account.Core.LogOut(Session(1), account.Now).Events);
        account.Refuses(AccountRefusals.TokenInvalid, a => a.Refresh(Session(1), 1, account.Now));
    }

    [Fact]
    public void A_role_is_assigned_to_an_account_that_exists()
    {
        account.Refuses(AccountRefusals.NotFound, a => a.AssignRole(Role.Admin, account.Now));
        Registered();
        account.Do(a => a.AssignRole(Role.Instructor, account.Now));
        Assert.Equal(Role.Instructor, account.Core.Role);
        Assert.Empty(account.Core.AssignRole(Role.Instructor, account.Now).Events);
    }

    private void Registered() => account.Do(a => a.Register(Registration, Session(1), isGreeted: false));

    private SessionGrant Refresh(int generation) => account.Do(a => a.Refresh(Session(1), generation, account.Now));

    private void SignIn(int session) => account.Do(a => a.SignIn(Session(session), renewedHash: null, account.Now));

    private static SessionId Session(int number) => new(new Guid(number, 1, 0, new byte[8]));
}
