using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Streams;

namespace Academy.Grains.Accounts;

internal sealed class EmailAddressGrain(GrainShell shell, Passwords passwords)
    : JournaledGrain<EmailReservation>(shell, "email", AccountStateJson.Default.EmailReservation), IEmailAddressGrain
{
    public async Task<Outcome<SignedIn>> Register(RegisterAccount command)
    {
        if (State.User is { } holder && holder != command.NewUser)
        {
            // Reserved by a registration that never got as far as its account: this one takes over.
            if (await Account(State.Organization, holder).Get() is not null)
                return AccountRefusals.EmailTaken;
            command = command with { Organization = State.Organization, NewUser = holder };
        }
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

    private IAccountGrain Account(OrganizationId organization, UserId user) =>
        GrainFactory.GetGrain<IAccountGrain>(GrainKey.Of(organization, user.Value));
}
