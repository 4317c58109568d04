namespace Academy.Journal;

/// <summary>
/// The database cannot be reached or cannot write. Unless the outcome is unknown, nothing was written; try again later.
/// </summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It may be stored, or become stored: only a repetition with the same key tells.</summary>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>Too many appends wait. Nothing was written; try again later.</summary>
public sealed class JournalOverloadedException(string message) : Exception(message);

/// <summary>The fence row of this process is gone: another process took over, and this one must stop.</summary>
public sealed class JournalFencedException(string message) : Exception(message)
{
    /// <inheritdoc cref="JournalUnavailableException.IsOutcomeUnknown"/>
    public bool IsOutcomeUnknown { get; init; }
}

/// <summary>The append can never be written: too large, or characters that jsonb refuses.</summary>
public sealed class InvalidAppendException(string message, Exception? inner = null) : Exception(message, inner);
