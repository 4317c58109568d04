using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Journal.Reading;
using Academy.Journal.Writing;

namespace Academy.Silo.PlantedFaults;

/// <summary>The database with other connections for writing.</summary>
internal sealed class DatabaseWith(IJournalDatabase inner, Func<IWriteConnection, IWriteConnection> wrap)
    : IJournalDatabase
{
    public IJournalReader Reader => inner.Reader;

    public async Task<IWriteConnection> ConnectAsync(Fence fence, int writer, CancellationToken cancellationToken) =>
        wrap(await inner.ConnectAsync(fence, writer, cancellationToken));

    public Task<ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken) =>
        inner.ConnectForLeaseAsync(cancellationToken);
}

internal abstract class FaultyConnection(IWriteConnection inner) : IWriteConnection
{
    public string Epoch => inner.Epoch;

    public bool IsBroken => inner.IsBroken;

    protected IWriteConnection Inner => inner;

    public virtual void Begin() => inner.Begin();

    public virtual void HoldFence() => inner.HoldFence();

    public void RequireHead(string stream, long seq) => inner.RequireHead(stream, seq);

    public virtual void Write(Append append, long firstSeq) => inner.Write(append, firstSeq);

    public virtual void Project(Append append, long firstSeq) => inner.Project(append, firstSeq);

    public virtual Task CommitAsync() => inner.CommitAsync();

    public Task<Dictionary<string, long>> FindHeadsAsync(List<PendingAppend> appends) => inner.FindHeadsAsync(appends);

    public Task<Dictionary<int, RecordedCommand>> FindCommandsAsync(List<PendingAppend> appends) =>
        inner.FindCommandsAsync(appends);

    public Task<HashSet<int>> FindStoredAsync(List<PendingAppend> appends) => inner.FindStoredAsync(appends);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal sealed class FenceNotHeld(IWriteConnection inner) : FaultyConnection(inner)
{
    public override void HoldFence()
    {
        // That is the fault.
    }
}

internal sealed class NumberLeftOut(IWriteConnection inner) : FaultyConnection(inner)
{
    public override void Write(Append append, long firstSeq) =>
        Inner.Write(append, append.Events.Count > 1 ? firstSeq + 1 : firstSeq);
}

internal sealed class ProjectionAfterwards(IWriteConnection inner) : FaultyConnection(inner)
{
    private readonly List<(Append Append, long FirstSeq)> projected = [];

    public override void Begin()
    {
        projected.Clear();
        Inner.Begin();
    }

    public override void Project(Append append, long firstSeq) => projected.Add((append, firstSeq));

    public override async Task CommitAsync()
    {
        await Inner.CommitAsync();
        Inner.Begin();
        foreach (var (append, firstSeq) in projected)
            Inner.Project(append, firstSeq);
        await Inner.CommitAsync();
    }
}
