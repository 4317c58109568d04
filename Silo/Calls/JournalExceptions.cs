using Academy.Journal;
using Academy.Streams;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silo.Calls;

// The exceptions of the journal, of a stream and of the database keep their kind, and what they say about the outcome,
// on the way to another process. The journal does not know Orleans: so they are written here, where the two meet.

[GenerateSerializer, Immutable, Alias("journal.sent-exception")]
internal readonly record struct SentException(
    [property: Id(0)] string Message,
    [property: Id(1)] bool IsOutcomeUnknown
);

[RegisterConverter]
internal sealed class UnavailableConverter : IConverter<JournalUnavailableException, SentException>
{
    public JournalUnavailableException ConvertFromSurrogate(in SentException surrogate) =>
        new(surrogate.Message) { IsOutcomeUnknown = surrogate.IsOutcomeUnknown };

    public SentException ConvertToSurrogate(in JournalUnavailableException value) =>
        new(value.Message, value.IsOutcomeUnknown);
}

[RegisterConverter]
internal sealed class FencedConverter : IConverter<JournalFencedException, SentException>
{
    public JournalFencedException ConvertFromSurrogate(in SentException surrogate) =>
        new(surrogate.Message) { IsOutcomeUnknown = surrogate.IsOutcomeUnknown };

    public SentException ConvertToSurrogate(in JournalFencedException value) =>
        new(value.Message, value.IsOutcomeUnknown);
}

[GenerateSerializer, Immutable, Alias("streams.sent-moved-exception")]
internal readonly record struct SentMovedException([property: Id(0)] string Grain, [property: Id(1)] string Stream);

[RegisterConverter]
internal sealed class MovedConverter : IConverter<StreamMovedException, SentMovedException>
{
    public StreamMovedException ConvertFromSurrogate(in SentMovedException surrogate) =>
        new(GrainId.Parse(surrogate.Grain), surrogate.Stream);

    public SentMovedException ConvertToSurrogate(in StreamMovedException value) =>
        new(value.Grain.ToString(), value.Stream);
}

[RegisterConverter]
internal sealed class NpgsqlConverter : IConverter<NpgsqlException, SentException>
{
    public NpgsqlException ConvertFromSurrogate(in SentException surrogate) => new(surrogate.Message);

    public SentException ConvertToSurrogate(in NpgsqlException value) => new(value.Message, IsOutcomeUnknown: false);
}

[GenerateSerializer, Immutable, Alias("journal.sent-postgres-exception")]
internal readonly record struct SentPostgresException(
    [property: Id(0)] string Message,
    [property: Id(1)] string Severity,
    [property: Id(2)] string SqlState
);

[RegisterConverter]
internal sealed class PostgresConverter : IConverter<PostgresException, SentPostgresException>
{
    public PostgresException ConvertFromSurrogate(in SentPostgresException surrogate) =>
        new(surrogate.Message, surrogate.Severity, surrogate.Severity, surrogate.SqlState);

    public SentPostgresException ConvertToSurrogate(in PostgresException value) =>
        new(value.MessageText, value.InvariantSeverity ?? value.Severity, value.SqlState);
}
