using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Mail;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Npgsql;
using Orleans;

namespace Academy.Grains.Catalog;

/// <summary>
/// Asks the administrators of an organization by mail to take over the courses of somebody who wants to leave. One row
/// stands for all of a person's courses: a second one within the time that finished rows are kept is the same.
/// </summary>
internal sealed class HandOverMail(NpgsqlDataSource database, IGrainFactory grains, Names names, EmailSender email)
    : IOutboxHandler
{
    private const string Name = "mail.hand-over";

    /// <summary>Administrators who are written to.</summary>
    private const int AdminsMax = 20;

    public string Kind => Name;

    /// <summary>False where there is no mail: the list of such courses says it, too.</summary>
    public bool IsSent => email.IsOpen;

    public static OutboxItem From(OrganizationId organization, UserId instructor) =>
        new(
            DerivedId.Of(Name, instructor.Value, Guid.Empty),
            Name,
            JsonSerializer.SerializeToUtf8Bytes(new(organization, instructor), HandOverMailJson.Default.Leaving)
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var (organization, instructor) = JsonSerializer.Deserialize(work.Data.Span, HandOverMailJson.Default.Leaving)!;
        await names.EnsureAsync([instructor]);
        var sent = OutboxResult.Done;
        foreach (var id in await AdminsAsync(organization, cancellationToken))
        {
            if (await grains.GetGrain<IAccountGrain>(GrainKey.Of(organization, id)).Get() is not { } admin)
                continue;
            // A repeat has the same id for each of them: their mail servers know it.
            var message = new EmailMessage(
                DerivedId.Of(Name, work.Id, id),
                admin.Email,
                admin.DisplayName,
                "Courses that need another instructor",
                Text(admin, names.Of(instructor))
            );
            if (await email.SendAsync(message, cancellationToken) is var result && result != OutboxResult.Done)
                sent = result;
        }
        return sent;
    }

    private async Task<List<Guid>> AdminsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select id from users where organization = $1 and role = 'admin' order by registered_at, id limit $2"
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(AdminsMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var admins = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            admins.Add(reader.GetGuid(0));
        return admins;
    }

    private static string Text(AccountView admin, string instructor) =>
        $"""
            Hello {admin.DisplayName},

            {instructor} wants to erase their account, and is the only instructor of published courses. Their account
            stays until somebody else teaches these courses: take them over on the page "Teaching".
            """.ReplaceLineEndings("\r\n");
}

/// <summary>Somebody who wants to leave.</summary>
internal sealed record Leaving(OrganizationId Organization, UserId Instructor);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Leaving))]
internal sealed partial class HandOverMailJson : JsonSerializerContext;
