using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Grains.Accounts.Invitations;
using Academy.Grains.Operations;
using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Accounts;

internal static class AccountRegistration
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, byte[] masterKey)
    {
        services.AddSlice(
            new()
            {
                Events = [.. AccountEvents.Types, .. InvitationEvents.Types, .. RevocationEvents.Types],
                Streams =
                [
                    new(Revocations.Stream.Kind, static (grains, key) => grains.GetGrain<IRevocationsGrain>(key))
                    {
                        IsId = static id => id == Revocations.Stream.Id,
                        IsOfPlatform = true,
                    },
                ],
                Inspected =
                [
                    InspectedGrain.Of<AccountGrain, IAccountGrain>(),
                    InspectedGrain.Of<EmailAddressGrain, IEmailAddressGrain>(AccountKeys.IsNameOfAddress),
                    InspectedGrain.Of<InvitationGrain, IInvitationGrain>(),
                    InspectedGrain.Of<RevocationsGrain, IRevocationsGrain>(static id => id == Revocations.Stream.Id),
                ],
            }
        );
        services
            .AddOptions<AccountOptions>()
            .BindConfiguration("Accounts")
            .Validate(o => o.PasswordIterations > 0, "Accounts__PasswordIterations must be a positive number.")
            .ValidateOnStart();
        services
            .AddOptions<AcademyOptions>()
            .BindConfiguration("Academy")
            .Validate(
                o => o.HasGoodUrl,
                "Academy__Url must be an absolute address that begins with http:// or https://."
            )
            .ValidateOnStart();
        services.AddSingleton(new AccountKeys(masterKey));
        services.AddSingleton<RefreshTokens>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Duties>();
        services.AddSingleton<Names>();
        services.AddSingleton<NameWatch>();
        services.AddSingleton<Flags>();
        services.AddSingleton<IFlags>(provider => provider.GetRequiredService<Flags>());
        services.AddSingleton<IStreamDescriptor<Account>, AccountStream>();
        services.AddSingleton<IStreamDescriptor<EmailReservation>, EmailStream>();
        services.AddSingleton<IStreamDescriptor<RevocationsState>, RevocationsStream>();
        services.AddSingleton<INames>(provider => provider.GetRequiredService<Names>());
        services.AddSingleton<IAccountDirectory, AccountDirectory>();
        services.AddSingleton<IPeopleQueries, PeopleQueries>();
        services.AddSingleton<IRevocationLog, RevocationLog>();
        services.AddSingleton<IProjection, AccountProjection>();
        services.AddSingleton(UserTokens.Unindexed);
        services.AddSingleton<IOutboxHandler, Erasure>();
        services.AddSingleton<IStreamDescriptor<Invitation>, InvitationStream>();
        services.AddSingleton<IProjection, InvitationProjection>();
        services.AddSingleton<InvitationLinks>();
        services.AddSingleton<InvitationDirectory>();
        services.AddSingleton<IInvitationDirectory>(provider => provider.GetRequiredService<InvitationDirectory>());
        services.AddSingleton<FirstAdmin>();
        services.AddSingleton<IOutboxHandler, FirstAdminOrders>();
        services.AddSingleton<IOutboxHandler, InvitedPersons>();
        services.AddSingleton<InvitationMail>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<InvitationMail>());
        services.AddSingleton<WelcomeMail>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<WelcomeMail>());
        return services;
    }
}
