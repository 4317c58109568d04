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
    private readonly IGrainFactory grains;
    private readonly WritingBudget budget;
    private Task checkedBefore = Task.CompletedTask;

    public DraftsGrain(
        [PersistentState("drafts", LatestStates.Storage)] IPersistentState<StoredDrafts> storage,
        IGrainFactory grains,
        IPersonVault vault,
        WritingBudget budget,
        TimeProvider clock,
        ILogger<DraftsGrain> logger
    )
    {
        (this.grains, this.budget) = (grains, budget);
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
        var access = await AccessInTurn(caller, room);
        if (!access.Accepted)
            return access.Refusal;
        if (draft is not null && budget.Take(caller, draft.Body) is { } enough)
            return enough;
        await drafts.Change(room, draft, key);
        return Done.Instance;
    }

    public Task NotePosted(RoomId room, DateTimeOffset at) => drafts.ClearUntil(room, at);

    public Task NoteLeft(RoomId room) => drafts.Change(room, draft: null);

    public Task<DraftsView> Get() => Task.FromResult(drafts.View());

    public Task Forget() => drafts.Clear();

    /// <summary>
    /// Asks the room whether the person may read there. Answers in the order of the questions, so that of two drafts
    /// the later one stays the later one.
    /// </summary>
    private async Task<Outcome<RoomAccess>> AccessInTurn(Caller caller, RoomId room)
    {
        var before = checkedBefore;
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        checkedBefore = answered.Task;
        try
        {
            return await grains.GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room.Value)).MayRead(caller);
        }
        finally
        {
            await before;
            answered.SetResult();
        }
    }
}
