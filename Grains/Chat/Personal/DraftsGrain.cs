using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Vault;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Academy.Grains.Chat.Personal;

/// <summary>The owner of a person's drafts.</summary>
[Reentrant]
internal sealed class DraftsGrain : Grain, IDraftsGrain
{
    private readonly DraftWriter drafts;

    public DraftsGrain(
        [PersistentState("drafts", LatestStates.Storage)] IPersistentState<StoredDrafts> storage,
        IGrainFactory grains,
        IPersonVault vault,
        TimeProvider clock,
        ILogger<DraftsGrain> logger
    )
    {
        var key = this.GetPrimaryKeyString();
        var person = Guid.Parse(GrainKey.Parse(key).Name);
        drafts = new(storage, vault, person, grains.GetGrain<IPersonalChatGrain>(key).KnowDrafts, clock, logger);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => drafts.Begin(cancellationToken);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        drafts.Stop().WaitAsync(cancellationToken);

    public async Task<Outcome<Done>> Save(Caller caller, CommandKey? key, RoomId room, Draft? draft)
    {
        if (caller.Key != this.GetPrimaryKeyString())
            return CommandRefusals.Forbidden;
        if (draft is not null && MessageText.CheckDraft(draft.Body) is { } refusal)
            return refusal;
        if (key is not null && drafts.Find(key.Id) is { } first)
        {
            if (first.Command.RequestHash != key.RequestHash)
                return CommandRefusals.KeyReused;
            await first.Stored;
            return Done.Instance;
        }
        await drafts.Change(room, draft, key);
        return Done.Instance;
    }

    public Task NotePosted(RoomId room, DateTimeOffset at) => drafts.ClearUntil(room, at);

    public Task NoteLeft(RoomId room) => drafts.Change(room, draft: null);

    public Task<DraftsView> Get() => Task.FromResult(drafts.View());

    public Task Forget() => drafts.Clear();
}
