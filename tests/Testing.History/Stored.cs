namespace Academy.Testing.Histories;

/// <summary>What is there at the end, when everything has come to rest.</summary>
public sealed class Stored
{
    public required string Epoch { get; init; }

    /// <summary>The whole journal, in any order.</summary>
    public required IReadOnlyList<StoredEvent> Events { get; init; }

    /// <summary>The table of commands.</summary>
    public IReadOnlyList<StoredCommand> Commands { get; init; } = [];

    /// <summary>XP of each person as read models and boards have it; null where they are not looked at.</summary>
    public IReadOnlyDictionary<string, long>? UserTotals { get; init; }

    /// <summary>The sums of the days' table per person.</summary>
    public IReadOnlyDictionary<string, long>? DayTotals { get; init; }

    /// <summary>The board of everybody: who has no XP need not be on it.</summary>
    public IReadOnlyDictionary<string, long>? Leaderboard { get; init; }

    /// <summary>XP and level as a person is shown them.</summary>
    public IReadOnlyDictionary<string, (long Xp, int Level)>? Levels { get; init; }

    /// <summary>
    /// Completions in the read model: enrollment and module, as <see cref="StoredEvent.Completion"/> names them.
    /// </summary>
    public IReadOnlyList<string>? Completions { get; init; }

    /// <summary>Whether the course streams have taken up all that was left for them.</summary>
    public bool ActivityIsComplete { get; init; }
}

/// <summary>
/// An event of the journal, and what it means to the checks; all that is null or empty is not checked.
/// </summary>
public sealed record StoredEvent(string Stream, long Seq, string Type)
{
    /// <summary>What clients' <see cref="EventReceived.Content"/> has to equal.</summary>
    public string? Content { get; init; }

    /// <summary>What it brings about, in the words of <see cref="CommandSent.Effect"/>.</summary>
    public string? Effect { get; init; }

    /// <summary>The person who earned, how much, and their total after it.</summary>
    public (string Person, long Amount, long Total)? Xp { get; init; }

    /// <summary>Enrollment and module that it completes.</summary>
    public string? Completion { get; init; }

    /// <summary>The completions that this event of a course's stream tells of.</summary>
    public IReadOnlyList<string> Activity { get; init; } = [];
}

public sealed record StoredCommand(string Stream, string Client, string Key, long FirstSeq, long LastSeq);

/// <summary>Something that must not be: the text explains it, the lines of the history lead to it.</summary>
public sealed record Finding(FindingKind Kind, string Text, IReadOnlyList<Entry> Lines)
{
    private const int LinesShown = 12;

    public override string ToString()
    {
        var lines =
            Lines.Count <= LinesShown ? Lines : [.. Lines.Take(LinesShown / 2), .. Lines.TakeLast(LinesShown / 2)];
        return $"{Kind}: {Text}{string.Concat(lines.Select(line => $"{Environment.NewLine}  {line}"))}";
    }
}

/// <summary>In the order of telling: what explains comes before what follows from it.</summary>
public enum FindingKind
{
    /// <summary>A client who may not got an answer or an event.</summary>
    Unentitled,

    /// <summary>A process wrote that had been replaced: two write one stream.</summary>
    StaleWrite,

    /// <summary>A stream's numbers in the journal are not 1, 2, 3 …</summary>
    HoleInJournal,

    /// <summary>An acknowledged command left nothing.</summary>
    Lost,

    /// <summary>An effect is there twice.</summary>
    Twice,

    /// <summary>It happened, though every answer said that it did not.</summary>
    HappenedNevertheless,

    /// <summary>A repeat got another answer than the first.</summary>
    AnswerChanged,

    /// <summary>Somebody saw what is not in the journal.</summary>
    Phantom,

    /// <summary>A client got another event than the journal has under that number.</summary>
    WrongEvent,

    /// <summary>A client missed a number and was not told.</summary>
    Gap,

    /// <summary>A client got a number twice, or went back.</summary>
    Duplicate,

    /// <summary>An event of another epoch came without a snapshot.</summary>
    WrongEpoch,

    /// <summary>An answer was older than what was known when it was asked for.</summary>
    StaleRead,

    /// <summary>A queue was longer than it may be.</summary>
    QueueTooLong,

    /// <summary>Sums that must be equal are not.</summary>
    WrongSum,

    /// <summary>A completion is on the course's stream twice, or of nobody, or missing.</summary>
    WrongActivity,
}
