using System.Text.Json;
using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal.Outbox;
using Academy.Vault;
using Npgsql;
using NpgsqlTypes;
using Orleans;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>
/// Invites the first administrator, where there is none: by <c>create-admin</c>, or by a setting at the start. It must
/// work beside a running server, so it leaves a row of the outbox, which that (or the next) server takes up.
/// </summary>
internal sealed class FirstAdmin(NpgsqlDataSource database, IPersonVault vault, InvitationLinks links, IdSource ids)
{
    /// <summary>Two who do it at once must not both find nobody.</summary>
    private const string LockSql = "select pg_advisory_xact_lock(hashtextextended('academy first administrator', 0))";

    private const string FoundSql = """
        select exists (select from users where organization = $1 and role = 'admin'),
               (select email from invitations
                 where organization = $1 and role = 'admin' and expires_at > clock_timestamp()
                 order by invited_at desc limit 1),
               exists (select from outbox where kind = $2 and completed_at is null)
        """;

    private const string LeaveSql = """
        insert into outbox (id, kind, data, source_stream, source_seq, made_at)
        values ($1, $2, $3, $4, 0, clock_timestamp())
        """;

    private static readonly OrganizationId Organization = OrganizationId.Default;

    /// <param name="email">Whom.</param>
    /// <param name="again">Whether somebody who is invited already gets another link.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FirstAdminInvited> InviteAsync(string email, bool again, CancellationToken cancellationToken)
    {
        if (!EmailAddress.IsWellFormed(email) || email.Length > AccountLimits.EmailMax)
            return new(FirstAdminVerdict.NotAnAddress, null);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var enter = new NpgsqlCommand(LockSql, connection))
            await enter.ExecuteNonQueryAsync(cancellationToken);
        await using (var find = new NpgsqlCommand(FoundSql, connection))
        {
            find.Parameters.AddWithValue(Organization.Value);
            find.Parameters.AddWithValue(FirstAdminOrders.OrderKind);
            await using var found = await find.ExecuteReaderAsync(cancellationToken);
            await found.ReadAsync(cancellationToken);
            if (found.GetBoolean(0))
                return new(FirstAdminVerdict.Exists, null);
            if (!again && (!found.IsDBNull(1) || found.GetBoolean(2)))
                return new(FirstAdminVerdict.Invited, null);
        }
        var invitation = ids.Next();
        var order = new FirstAdminOrder(
            Organization,
            invitation,
            await vault.SealAsync(invitation, email, cancellationToken)
        );
        await using var leave = new NpgsqlCommand(LeaveSql, connection);
        leave.Parameters.AddWithValue(DerivedId.Of(FirstAdminOrders.OrderKind, invitation, ""));
        leave.Parameters.AddWithValue(FirstAdminOrders.OrderKind);
        leave.Parameters.AddWithValue(
            NpgsqlDbType.Jsonb,
            JsonSerializer.SerializeToUtf8Bytes(order, InvitationJson.Default.FirstAdminOrder)
        );
        leave.Parameters.AddWithValue($"{Organization.Value}/invitation:{invitation}");
        await leave.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(FirstAdminVerdict.Made, links.PathOf(Organization, invitation));
    }
}

internal enum FirstAdminVerdict
{
    /// <summary>There is a link.</summary>
    Made,

    /// <summary>There is an administrator; nothing was changed.</summary>
    Exists,

    /// <summary>Somebody has a link that is good still; nothing was changed.</summary>
    Invited,

    NotAnAddress,
}

/// <param name="Path">The link's path, when one was made.</param>
internal sealed record FirstAdminInvited(FirstAdminVerdict Verdict, string? Path);

/// <param name="Email">Sealed for the invited person.</param>
internal sealed record FirstAdminOrder(OrganizationId Organization, Guid Invitation, string Email);

/// <summary>Takes up what <see cref="FirstAdmin"/> left.</summary>
internal sealed class FirstAdminOrders(IGrainFactory grains) : IOutboxHandler
{
    public const string OrderKind = "accounts.first-admin";

    public string Kind => OrderKind;

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(work.Data.Span, InvitationJson.Default.FirstAdminOrder)!;
        var outcome = await grains
            .GetGrain<IInvitationGrain>(GrainKey.Of(order.Organization, order.Invitation))
            .InviteFirstAdmin(order.Email);
        return outcome.Accepted ? OutboxResult.Done : OutboxResult.Never($"It was refused: {outcome.Refusal.Code}.");
    }
}
