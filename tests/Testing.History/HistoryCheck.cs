namespace Academy.Testing.Histories;

/// <summary>
/// Holds a history against what is stored: acknowledged = stored, exactly once; numbers contiguous and in the journal's
/// order; repeats get the first answer; nothing was seen that is absent; sums are conserved. One checker for the
/// simulation, for real processes and for a thousand clients.
/// </summary>
public static class HistoryCheck
{
    /// <returns>What must not be, the best explanation first.</returns>
    public static IReadOnlyList<Finding> Run(History history, Stored stored)
    {
        var findings = new List<Finding>();
        var journal = new JournalCheck(stored, findings);
        journal.Run();
        new CommandCheck(history, stored, journal, findings).Run();
        new DeliveryCheck(history, stored, journal, findings).Run();
        new SumCheck(stored, findings).Run();
        return [.. findings.OrderBy(finding => finding.Kind).ThenBy(finding => finding.Lines.Count)];
    }

    /// <summary>Throws, with the shortest explanation, when there is a finding.</summary>
    public static void Require(History history, Stored stored)
    {
        if (Run(history, stored) is [var first, ..] all)
            throw new HistoryException(
                all.Count == 1 ? $"{first}" : $"{first}{Environment.NewLine}({all.Count - 1} more findings)",
                all
            );
    }
}

public sealed class HistoryException(string message, IReadOnlyList<Finding> findings) : Exception(message)
{
    public IReadOnlyList<Finding> Findings => findings;
}
