using Academy.Journal;
using Orleans;

namespace Academy.Silo.Runtimes;

// The journal's exceptions keep their kind, and what they say about the outcome, on the way to another process. The journal
// does not know Orleans: so they are written here, where the two meet.

[GenerateSerializer, Immutable]
internal readonly record struct SentException([property: Id(0)] string Message, [property: Id(1)] bool IsOutcomeUnknown);

[RegisterConverter]
internal sealed class UnavailableConverter : IConverter<JournalUnavailableException, SentException>
{
    public JournalUnavailableException ConvertFromSurrogate(in SentException surrogate) =>
        new(surrogate.Message) { IsOutcomeUnknown = surrogate.IsOutcomeUnknown };

    public SentException ConvertToSurrogate(in JournalUnavailableException value) => new(value.Message, value.IsOutcomeUnknown);
}

[RegisterConverter]
internal sealed class FencedConverter : IConverter<JournalFencedException, SentException>
{
    public JournalFencedException ConvertFromSurrogate(in SentException surrogate) =>
        new(surrogate.Message) { IsOutcomeUnknown = surrogate.IsOutcomeUnknown };

    public SentException ConvertToSurrogate(in JournalFencedException value) => new(value.Message, value.IsOutcomeUnknown);
}
