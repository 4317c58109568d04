namespace Academy.Testing.Histories;

/// <summary>
/// Acknowledged = stored; once; a repeat gets the first answer; what was said not to have happened did not.
/// </summary>
internal sealed class CommandCheck(History history, Stored stored, JournalCheck journal, List<Finding> findings)
{
    private readonly Dictionary<(string Client, string Key), Attempts> commands = [];
    private readonly ILookup<(string Stream, string Effect), StoredEvent> effects = stored
        .Events.Where(e => e.Effect is not null)
        .ToLookup(e => (e.Stream, e.Effect!));
    private readonly ILookup<(string Client, string Key), StoredCommand> records = stored.Commands.ToLookup(command =>
        (command.Client, command.Key)
    );

    public void Run()
    {
        foreach (var entry in history.Entries)
            Take(entry);
        foreach (var command in commands.Values)
        {
            Acknowledged(command);
            Repeated(command);
        }
        foreach (var sent in commands.Values.GroupBy(command => (command.Stream, command.Effect)))
            Effect(sent.Key.Stream, sent.Key.Effect, [.. sent]);
    }

    private void Take(Entry entry)
    {
        if (entry is CommandSent sent)
        {
            if (!commands.TryGetValue((sent.Client, sent.Key), out var known))
                commands[(sent.Client, sent.Key)] = known = new(sent);
            known.Lines.Add(sent);
            return;
        }
        var key = entry switch
        {
            CommandAnswered answered => answered.Key,
            CommandRefused refused => refused.Key,
            CommandNotTaken notTaken => notTaken.Key,
            CommandUnanswered unanswered => unanswered.Key,
            _ => null,
        };
        if (key is null)
            return;
        if (!commands.TryGetValue((entry.Client, key), out var command))
            throw new InvalidOperationException(
                $"The history has an answer to a command that it does not have: {entry}"
            );
        command.Lines.Add(entry);
    }

    private void Acknowledged(Attempts command)
    {
        if (command.Answers.FirstOrDefault() is not { } answered)
            return;
        if (history.Forbidden.Contains((command.Client, command.Stream)))
            Add(
                FindingKind.Unentitled,
                $"{command.Client} may not command {command.Stream}, and {command.Key} was done.",
                command
            );
        foreach (var answer in command.Answers)
        {
            if (answer.Seq is { } seq && journal.Find(command.Stream, seq) is null)
                Add(
                    FindingKind.Lost,
                    $"{command.Key} was answered with {seq} of {command.Stream}, which is not there.",
                    command
                );
        }
        foreach (var record in records[(command.Client, command.Key)])
        {
            if (
                record.Stream == command.Stream
                && (
                    journal.Find(record.Stream, record.FirstSeq) is null
                    || journal.Find(record.Stream, record.LastSeq) is null
                )
            )
                Add(
                    FindingKind.Lost,
                    $"{command.Key} is recorded at {record.FirstSeq} of {command.Stream}, which is not there.",
                    command
                );
        }
    }

    private void Repeated(Attempts command)
    {
        if (command.Answers.FirstOrDefault() is not { } first || !records[(command.Client, command.Key)].Any())
            return; // What changed nothing is not recorded, and is decided anew.
        if (command.Answers.FirstOrDefault(answer => answer.Answer != first.Answer) is { } other)
            Add(
                FindingKind.AnswerChanged,
                $"{command.Key} was answered with {first.Answer}, its repeat with {other.Answer}.",
                command
            );
        if (
            command.Lines.OfType<CommandRefused>().FirstOrDefault(refused => refused.Number > first.Number) is
            { } refused
        )
            Add(
                FindingKind.AnswerChanged,
                $"{command.Key} was answered with {first.Answer}, its repeat was refused: {refused.Code}.",
                command
            );
    }

    private void Effect(string stream, string effect, Attempts[] sent)
    {
        var there = effects[(stream, effect)].ToArray();
        var all = sent.SelectMany(command => command.Lines).OrderBy(line => line.Number).ToArray();
        if (there.Length > 1)
        {
            var numbers = string.Join(" and ", there.Select(e => e.Seq));
            findings.Add(new(FindingKind.Twice, $"{effect} is on {stream} at {numbers}.", all));
        }
        if (there.Length == 0 && Array.Find(sent, command => command.Answers.Any()) is { } acknowledged)
            Add(
                FindingKind.Lost,
                $"{acknowledged.Key} was acknowledged, but {effect} is not on {stream}.",
                acknowledged
            );
        if (there.Length > 0 && sent.All(command => command.NeverHappened))
        {
            findings.Add(
                new(
                    FindingKind.HappenedNevertheless,
                    $"{effect} is on {stream} at {there[0].Seq}, but every attempt was told that nothing was written.",
                    all
                )
            );
        }
    }

    private void Add(FindingKind kind, string text, Attempts command) => findings.Add(new(kind, text, command.Lines));

    /// <summary>All attempts at one command.</summary>
    private sealed class Attempts(CommandSent first)
    {
        public string Client => first.Client;

        public string Stream => first.Stream;

        public string Key => first.Key;

        public string Effect => first.Effect;

        public List<Entry> Lines { get; } = [];

        public IEnumerable<CommandAnswered> Answers => Lines.OfType<CommandAnswered>();

        /// <summary>Each attempt was told that it did nothing.</summary>
        public bool NeverHappened =>
            Lines.Count(line => line is CommandSent) == Lines.Count(line => line is CommandRefused or CommandNotTaken);
    }
}
