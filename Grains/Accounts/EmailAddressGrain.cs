using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Streams;

namespace Academy.Grains.Accounts;

internal sealed class EmailAddressGrain(GrainShell shell, Passwords passwords)
    : JournaledGrain<EmailReservation>(shell, "email", AccountStateJson.Default.EmailReservation), IEmailAddressGrain
{
    public async Task<Outcome<SignedIn>> Register(RegisterAccount command)
    {
        if (State.User is { } holder && holder != command.NewUser)
        {
            var account = Account(State.Organization, holder);
            if (await account.Get() is not null)
                return AccountRefusals.EmailTaken;
            // Whoever had it is erased and the address not released yet; or it was reserved by a registration that never
            // got as far as its account: this one takes over.
            if (await account.IsErased())
                await Release(holder);
            else
                command = command with { Organization = State.Organization, NewUser = holder };
        }
        if (await Account(command.Organization, command.NewUser).IsErased())
            return AccountRefusals.Erased;
        await Execute(
            new Caller(command.Organization, command.NewUser, command.Role), key: null, AccountStateJson.Default.Done,
            (address, _) => address.Reserve(command.Organization, command.NewUser));
        return await Account(command.Organization, command.NewUser).Register(command);
    }

    public async Task<Outcome<SignedIn>> LogIn(string password)
    {
        if (State.User is { } holder)
            return await Account(State.Organization, holder).LogIn(password);
        await passwords.VerifyNothingAsync(password);
        return AccountRefusals.WrongCredentials;
    }

    public Task Release(UserId user) =>
        Execute(
            new Caller(State.Organization, user, Role.Student), key: null, AccountStateJson.Default.Done, (address, _) => address.Release(user));

    private IAccountGrain Account(OrganizationId organization, UserId user) =>
        GrainFactory.GetGrain<IAccountGrain>(GrainKey.Of(organization, user.Value));
}
