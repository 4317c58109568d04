using Academy.Accounts;
using Academy.Commands;
using Academy.Streams;
using Orleans;

namespace Academy.Grains.Accounts;

internal sealed class EmailAddressGrain(
    [JournaledStream("email")] IJournaledStream<EmailReservation> stream,
    IGrainFactory grains,
    Passwords passwords
) : Grain, IEmailAddressGrain
{
    private EmailReservation State => stream.State;

    public async Task<Outcome<SignedIn>> Register(RegisterAccount command)
    {
        if (State.User is { } holder && holder != command.NewUser)
        {
            var account = Account(State.Organization, holder);
            if (await account.Get() is not null)
                return AccountRefusals.EmailTaken;
            // Whoever had it is erased and the address not released yet; or it was reserved by a registration that
            // never got as far as its account: this one takes over.
            if (await account.IsErased())
                await Release(holder);
            else
                command = command with { Organization = State.Organization, NewUser = holder };
        }
        if (await Account(command.Organization, command.NewUser).IsErased())
            return AccountRefusals.Erased;
        await stream.Execute(new Caller(command.Organization, command.NewUser, command.Role), key: null, (address, _) =>
            address.Reserve(command.Organization, command.NewUser)
        );
        return await Account(command.Organization, command.NewUser).Register(command);
    }

    public async Task<Outcome<SignedIn>> LogIn(string password)
    {
        if (State.User is { } holder)
            return await Account(State.Organization, holder).LogIn(password);
        await passwords.VerifyNothingAsync(password);
        return AccountRefusals.WrongCredentials;
    }

    public Task<AddressHolder?> Holder() =>
        Task.FromResult(State.User is { } holder ? new AddressHolder(State.Organization, holder) : null);

    public async Task<bool> Reserve(AddressHolder holder)
    {
        await stream.Execute(new Caller(holder.Organization, holder.User, Role.Student), key: null, (address, _) =>
            address.Reserve(holder.Organization, holder.User)
        );
        return State.User == holder.User;
    }

    public Task Release(UserId user) =>
        stream.Execute(new Caller(State.Organization, user, Role.Student), key: null, (address, _) =>
            address.Release(user)
        );

    private IAccountGrain Account(OrganizationId organization, UserId user) =>
        grains.GetGrain<IAccountGrain>(GrainKey.Of(organization, user.Value));
}
