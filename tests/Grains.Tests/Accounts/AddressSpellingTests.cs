using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Accounts;

/// <summary>Addresses that were reserved as they were typed, before all their spellings were one address.</summary>
public sealed class AddressSpellingTests : IAsyncLifetime
{
    private const string Composed = "r\u00e9mi@example.fr";
    private const string Decomposed = "re\u0301mi@example.fr";
    private const string Password = "long enough 1";

    private RunningAcademy academy = null!;
    private IAccountDirectory accounts = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        accounts = academy.Services.GetRequiredService<IAccountDirectory>();
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Whoever_signs_in_by_a_former_spelling_has_the_address_in_every_spelling_from_then_on()
    {
        var user = await RegisterAsTypedAsync(Decomposed);
        Assert.Equal(AccountRefusals.EmailTaken, (await accounts.Register(Registration(Composed))).Refusal);

        Assert.Equal(user, (await accounts.LogIn(Composed, Password)).Answer!.Account.Id);
        Assert.Null(await FormerGrain(Decomposed).Holder());
        Assert.Equal(user, (await accounts.LogIn(Decomposed, Password)).Answer!.Account.Id);
        Assert.Equal(AccountRefusals.EmailTaken, (await accounts.Register(Registration(Decomposed))).Refusal);
    }

    [Fact]
    public async Task Two_accounts_of_one_address_keep_their_own_spelling()
    {
        var first = await RegisterAsTypedAsync(Decomposed);
        var second = Registration(Composed);
        var keys = academy.Services.GetRequiredService<AccountKeys>();
        Assert.True((await Grain(keys.GrainKeyOf(Composed)).Register(second)).Accepted);
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(first, (await accounts.LogIn(Decomposed, Password)).Answer!.Account.Id);
            Assert.Equal(second.NewUser, (await accounts.LogIn(Composed, Password)).Answer!.Account.Id);
        }
        // Admins are told, once.
        var flags = academy.Services.GetRequiredService<IFlags>();
        var page = await flags.List(OrganizationId.Default, FlagState.Open, new(10, null), default);
        var flag = Assert.Single(page.Items, f => f.Kind == FlagKind.SharedAddress);
        Assert.Equal((first, second.NewUser), (flag.Person.Id, flag.Other!.Id));
        Assert.Equal((Decomposed, Composed), (flag.Person.Email, flag.Other.Email));
    }

    [Fact]
    public async Task An_erased_person_frees_every_spelling()
    {
        var user = await RegisterAsTypedAsync(Decomposed);
        var caller = new Caller(OrganizationId.Default, user, Role.Student);
        var account = academy.Grains.GetGrain<IAccountGrain>(caller.Key);
        Assert.True((await account.Erase(caller, null, Password)).Accepted);
        for (var look = 0; await FormerGrain(Decomposed).Holder() is not null; look++)
        {
            Assert.True(look < 300, "The address was not freed within 30 s.");
            await Task.Delay(100);
        }
        Assert.True((await accounts.Register(Registration(Composed))).Accepted);
    }

    private static RegisterAccount Registration(string email) =>
        new(OrganizationId.Default, new UserId(Guid.NewGuid()), email, Password, "Rémi", Role.Student);

    private async Task<UserId> RegisterAsTypedAsync(string email)
    {
        var command = Registration(email);
        Assert.True((await FormerGrain(email).Register(command)).Accepted);
        return command.NewUser;
    }

    private IEmailAddressGrain FormerGrain(string email) =>
        Grain(academy.Services.GetRequiredService<AccountKeys>().FormerGrainKeysOf(email)[0]);

    private IEmailAddressGrain Grain(string key) => academy.Grains.GetGrain<IEmailAddressGrain>(key);
}
