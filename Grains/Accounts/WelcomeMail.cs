using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Mail;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Orleans;

namespace Academy.Grains.Accounts;

/// <summary>
/// Greets whoever has registered. The row names the account; its address is asked for when the mail is written.
/// </summary>
internal sealed class WelcomeMail(IGrainFactory grains, EmailSender email) : IOutboxHandler
{
    private const string Name = "mail.welcome";

    public string Kind => Name;

    /// <summary>False where there is no mail.</summary>
    public bool IsSent => email.IsOpen;

    public static OutboxItem To(OrganizationId organization, UserId user) =>
        new(
            DerivedId.Of(Name, user.Value, Guid.Empty),
            Name,
            JsonSerializer.SerializeToUtf8Bytes(new Newcomer(organization, user), WelcomeMailJson.Default.Newcomer)
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var newcomer = JsonSerializer.Deserialize(work.Data.Span, WelcomeMailJson.Default.Newcomer)!;
        var account = await grains
            .GetGrain<IAccountGrain>(GrainKey.Of(newcomer.Organization, newcomer.UserId.Value))
            .Get();
        // Erased meanwhile: there is nobody to greet.
        if (account is null)
            return OutboxResult.Done;
        return await email.SendAsync(
            new EmailMessage(work.Id, account.Email, account.DisplayName, "Welcome to Academy", Text(account)),
            cancellationToken
        );
    }

    private static string Text(AccountView account) =>
        $"""
            Hello {account.DisplayName},

            your account at Academy is ready. You sign in with this e-mail address.

            If it was not you who registered, somebody mistyped an address; you need not do anything.
            """.ReplaceLineEndings("\r\n");
}

/// <summary>Whom a welcome is for.</summary>
internal sealed record Newcomer(OrganizationId Organization, UserId UserId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Newcomer))]
internal sealed partial class WelcomeMailJson : JsonSerializerContext;
