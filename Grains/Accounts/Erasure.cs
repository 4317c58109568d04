using System.Text.Json;
using Academy.Accounts;
using Academy.Chat.Personal;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Pictures;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Academy.Vault;
using Orleans;

namespace Academy.Grains.Accounts;

/// <param name="AddressKey">Keys of the grains that may have the person's e-mail address, each a keyed hash of a
/// spelling of it, with blanks between them.</param>
internal sealed record ErasureOrder(OrganizationId Organization, UserId User, string? AddressKey);

/// <summary>
/// Destroys what is left of an erased person: first the address is freed and the drafts are forgotten, then the key
/// goes, and with it every word of theirs in events, here and in backups, together with their snapshots, recorded
/// answers, outbox rows and states of grains; then what rooms show of them. The order is left in the transaction that
/// erases the account, and worked on until it is done; doing it again is harmless.
/// </summary>
/// <remarks>
/// What stays are ids: who completed what counts for others (a course's numbers, the ranks of a board), and says no
/// more than that somebody did, whom every view calls by the neutral word.
/// </remarks>
internal sealed class Erasure(
    IGrainFactory grains,
    IPersonVault vault,
    Names names,
    PersonPictureTable pictures,
    ChatErasure chat
) : IOutboxHandler
{
    private const string OrderKind = "accounts.erase";

    public string Kind => OrderKind;

    public static OutboxItem Order(ErasureOrder order) =>
        new(
            DerivedId.Of("erasure", order.User.Value, ""),
            OrderKind,
            JsonSerializer.SerializeToUtf8Bytes(order, AccountStateJson.Default.ErasureOrder)
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize(work.Data.Span, AccountStateJson.Default.ErasureOrder)!;
        foreach (var address in order.AddressKey?.Split(' ') ?? [])
            await grains.GetGrain<IEmailAddressGrain>(address).Release(order.User);
        // Before what is stored of them is deleted: who keeps it would take that for somebody else's doing.
        await grains.GetGrain<IDraftsGrain>(GrainKey.Of(order.Organization, order.User.Value)).Forget();
        await vault.EraseAsync(order.User.Value, cancellationToken, doing: work.Id);
        names.Forget(order.User);
        await pictures.RemoveAsync(order.User, except: null, cancellationToken);
        await chat.ForgetAsync(order.Organization, order.User, cancellationToken);
        return OutboxResult.Done;
    }
}
