using Academy.Journal;

namespace Academy.Silo.Clustering;

/// <summary>What comes before a grain loads.</summary>
internal interface IFencing
{
    /// <summary>Done when no silo that was no living member at the time of the call can write or answer.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    Task AreFencedAsync();
}
