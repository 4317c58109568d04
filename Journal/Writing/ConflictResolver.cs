namespace Academy.Journal.Writing;

/// <summary>
/// Checks appends against the database when a batch could not simply be written: is the append stored already, is its
/// command recorded, or has its stream another head?
/// </summary>
internal sealed class ConflictResolver(StreamHeads heads, DependentAppends dependents)
{
    /// <summary>Completes the appends that are stored or can no longer be written.</summary>
    /// <returns>Those that are still to be written.</returns>
    public async Task<List<PendingAppend>> ResolveAsync(IWriteConnection connection, List<PendingAppend> appends)
    {
        // The order matters: if a batch of unknown outcome commits between these queries, the last one finds it stored.
        // In another order its events could be taken for those of another process.
        var current = await connection.FindHeadsAsync(appends);
        var known = await connection.FindCommandsAsync(appends);
        var stored = await connection.FindStoredAsync(appends);
        foreach (var (stream, head) in current)
            heads.Raise(stream, head);

        var open = new List<PendingAppend>(appends.Count);
        for (var i = 0; i < appends.Count; i++)
        {
            var pending = appends[i];
            var head = current[pending.Stream];
            if (stored.Contains(i))
            {
                current[pending.Stream] = Math.Max(head, pending.LastSeq);
                pending.SetCommitted();
            }
            else if (known.TryGetValue(i, out var command))
            {
                dependents.Invalidate(pending.Stream);
                pending.SetCommandKnown(command);
            }
            else if (head != pending.Append.ExpectedSeq || dependents.IsInvalid(pending))
            {
                dependents.Invalidate(pending.Stream);
                pending.SetConflict();
            }
            else
            {
                current[pending.Stream] = pending.LastSeq;
                open.Add(pending);
            }
        }
        return open;
    }
}
