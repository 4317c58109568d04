using System.Diagnostics.CodeAnalysis;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>What a command came to: an answer or a refusal.</summary>
[GenerateSerializer, Immutable, Alias("commands.outcome`1")]
public sealed class Outcome<T>
{
    private Outcome(T? answer, Refusal? refusal) => (Answer, Refusal) = (answer, refusal);

    [Id(0)]
    public T? Answer { get; }

    [Id(1)]
    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Answer))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;

    internal static Outcome<T> Of(T answer) => new(answer, null);

    public static implicit operator Outcome<T>(T answer) => new(answer, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The answer of a command that has nothing to say but yes.</summary>
[GenerateSerializer, Immutable, Alias("commands.done")]
public sealed record Done
{
    public static readonly Done Instance = new();
}

/// <summary>Makes outcomes of interface types, for which the language has no implicit conversion.</summary>
public static class Outcome
{
    public static Outcome<T> Of<T>(T answer) => Outcome<T>.Of(answer);
}
