using Academy.Commands;

namespace Academy.Streams;

/// <summary>
/// What a core decided: a refusal; or events, what follows from them elsewhere, and the answer that holds once they are
/// durable.
/// </summary>
/// <param name="Effects">Said here and nowhere else: nobody derives them from the events a second time.</param>
public readonly record struct Decision<TAnswer>(
    Refusal? Refusal,
    IReadOnlyList<object> Events,
    IReadOnlyList<Effect> Effects,
    TAnswer? Answer
)
{
    /// <summary>What is sealed in the events, in the clear: for read models and for whoever watches.</summary>
    public OpenedTexts Opened { get; init; }

    public static implicit operator Decision<TAnswer>(Refusal refusal) => new(refusal, [], [], default);

    /// <summary>The same decision with what follows from its events.</summary>
    public Decision<TAnswer> With(params IReadOnlyList<Effect> effects) =>
        effects.Count == 0 ? this : this with { Effects = Effects.Count == 0 ? effects : [.. Effects, .. effects] };

    /// <summary>The same decision with what is sealed in its events, in their order.</summary>
    public Decision<TAnswer> Opening(params object?[] texts) => this with { Opened = new(texts) };

    /// <summary>The same decision with what another slice adds to it.</summary>
    public Decision<TAnswer> And(Reacted further) =>
        Refusal is null && further.Events.Count > 0
            ? (this with { Events = [.. Events, .. further.Events] }).With(further.Effects)
            : With(further.Effects);
}

/// <summary>What one slice of a stream adds to what another one has decided, in the same append.</summary>
public readonly record struct Reacted(IReadOnlyList<object> Events, IReadOnlyList<Effect> Effects)
{
    public static readonly Reacted None = new([], []);
}

public static class Decision
{
    /// <summary>Nothing is to change: it is already so.</summary>
    public static Decision<TAnswer> Already<TAnswer>(TAnswer answer) => new(null, [], [], answer);

    public static Decision<TAnswer> Of<TAnswer>(TAnswer answer, params IReadOnlyList<object> events) =>
        new(null, events, [], answer);
}
