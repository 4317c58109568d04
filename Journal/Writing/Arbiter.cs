namespace Academy.Journal.Writing;

/// <summary>
/// Asks the database about appends that could not simply be written: is the command known, has the stream another head,
/// or is it the append itself that is there already?
/// </summary>
internal sealed class Arbiter(StreamHeads heads, Chains chains)
{
    /// <summary>Completes what can never be written (any more).</summary>
    /// <returns>What is still to be written.</returns>
    public async Task<List<PendingAppend>> DecideAsync(IWriteConnection connection, List<PendingAppend> appends)
    {
        // In this order: a lost batch that commits in between is then found stored, never taken for somebody else's.
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
                pending.Commit();
            }
            else if (known.TryGetValue(i, out var command))
            {
                chains.Break(pending.Stream);
                pending.Know(command);
            }
            else if (head != pending.Append.ExpectedSeq || chains.IsBroken(pending))
            {
                chains.Break(pending.Stream);
                pending.Conflict();
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
