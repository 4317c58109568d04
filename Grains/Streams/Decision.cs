using Academy.Commands;

namespace Academy.Grains.Streams;

/// <summary>What a core decided: a refusal, or events with the answer that holds once they are durable.</summary>
internal readonly record struct Decision<TAnswer>(Refusal? Refusal, IReadOnlyList<object> Events, TAnswer? Answer)
{
    public static implicit operator Decision<TAnswer>(Refusal refusal) => new(refusal, [], default);

    /// <summary>The same decision with further events behind its own.</summary>
    public Decision<TAnswer> And(IReadOnlyList<object> further) =>
        Refusal is null && further.Count > 0 ? this with { Events = [.. Events, .. further] } : this;
}

internal static class Decision
{
    /// <summary>Nothing is to change: it is already so.</summary>
    public static Decision<TAnswer> Already<TAnswer>(TAnswer answer) => new(null, [], answer);

    public static Decision<TAnswer> Of<TAnswer>(TAnswer answer, params IReadOnlyList<object> events) => new(null, events, answer);
}

/// <summary>State that is a fold of its stream's events. Pure: no clock, chance, id generator or service.</summary>
internal interface ICore
{
    /// <summary>Takes up one event; never refuses, because it has happened.</summary>
    void Apply(object body, long seq, DateTimeOffset at);
}

/// <summary>A core that is copied cheaply; others are copied by writing them out and reading them in.</summary>
internal interface ICopiedCore<out TCore>
{
    /// <summary>A core of the same state, which goes its own way from here on.</summary>
    TCore Copy();
}
