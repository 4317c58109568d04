namespace Academy.Journal;

/// <summary>
/// The database cannot be reached. Nothing was written, unless the outcome is unknown; try again later.
/// </summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It may have been written, or yet be: only a repeat with the same key tells.</summary>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>More appends wait than the journal allows. Nothing was written; try again later.</summary>
public sealed class JournalOverloadedException(string message) : Exception(message);

/// <summary>This process lost its fence row: another one took over, and this one must stop.</summary>
public sealed class JournalFencedException(string message) : Exception(message)
{
    /// <inheritdoc cref="JournalUnavailableException.IsOutcomeUnknown"/>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>The append can never be written: too large, or characters that jsonb refuses.</summary>
public sealed class InvalidAppendException(string message, Exception? inner = null) : Exception(message, inner);
