using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

// One of every kind that can travel.

public enum Tint : byte
{
    None,
    Red,
    Deep = 255,
}

[GenerateSerializer, Immutable]
public sealed record Numbers(
    [property: Id(0)] bool Flag, [property: Id(1)] byte Byte, [property: Id(2)] sbyte SByte,
    [property: Id(3)] short Short, [property: Id(4)] ushort UShort, [property: Id(5)] int Int,
    [property: Id(6)] uint UInt, [property: Id(7)] long Long, [property: Id(8)] ulong ULong,
    [property: Id(9)] char Char, [property: Id(10)] float Float, [property: Id(11)] double Double,
    [property: Id(12)] decimal Decimal, [property: Id(13)] Tint Tint, [property: Id(14)] DayOfWeek Day);

[GenerateSerializer, Immutable]
public sealed record Times(
    [property: Id(0)] DateTime Utc, [property: Id(1)] DateTimeOffset Here, [property: Id(2)] TimeSpan Span,
    [property: Id(3)] DateOnly Day, [property: Id(4)] TimeOnly Time, [property: Id(5)] Guid Id);

[GenerateSerializer, Immutable]
public sealed record Perhaps(
    [property: Id(0)] int? Number, [property: Id(1)] Guid? Id, [property: Id(2)] string? Text,
    [property: Id(3)] Tint? Tint, [property: Id(4)] Spot? Spot, [property: Id(5)] byte[]? Bytes,
    [property: Id(6)] ReadOnlyMemory<byte>? Memory, [property: Id(7)] DateTimeOffset? At);

[GenerateSerializer, Immutable]
public readonly record struct Spot([property: Id(0)] int X, [property: Id(1)] int Y);

[GenerateSerializer, Immutable]
public sealed record Rows(
    [property: Id(0)] int[] Array, [property: Id(1)] List<string?> List, [property: Id(2)] IReadOnlyList<Spot> Spots,
    [property: Id(3)] ImmutableArray<long> Immutable, [property: Id(4)] ImmutableList<Tint> Tints,
    [property: Id(5)] IEnumerable<int?> Perhaps, [property: Id(6)] Spot[][] Nested,
    [property: Id(7)] IReadOnlyCollection<Perhaps?> Objects, [property: Id(8)] ReadOnlyMemory<byte> Bytes);

[GenerateSerializer, Immutable]
public sealed record Maps(
    [property: Id(0)] Dictionary<string, int> Plain, [property: Id(1)] IReadOnlyDictionary<Guid, List<int>> Lists,
    [property: Id(2)] ImmutableDictionary<string, Spot> Immutable, [property: Id(3)] HashSet<string> Set,
    [property: Id(4)] IReadOnlySet<int> Numbers, [property: Id(5)] ImmutableHashSet<Tint> Tints);

/// <summary>Made as only its own code can: a private constructor, a private field, a setter, an init.</summary>
[GenerateSerializer]
public sealed class Shy
{
    [Id(0)] private readonly string? _name;
    [Id(4)] private int _count;

    private Shy(string? name) => _name = name;

    [Id(1)] public int Age { get; init; }

    [Id(2)] public string? Note { get; set; }

    [Id(3)] public long Private { get; private set; }

    [Id(5)] public Spot Fixed { get; }

    public string Derived => $"{_name}:{Age}:{Private}:{_count}";

    public static Shy Of(string? name, int age, long hidden) => new(name)
    {
        Age = age,
        Private = hidden,
        _count = age + 1,
    };
}

/// <summary>A struct with private fields.</summary>
[GenerateSerializer]
public struct Tally
{
    [Id(0)] private int _sum;

    public readonly int Sum => _sum;

    public void Add(int amount) => _sum += amount;
}

[GenerateSerializer, Immutable]
public sealed record Box<T>([property: Id(0)] T Content, [property: Id(1)] IReadOnlyList<T> More);

[GenerateSerializer, Immutable]
public sealed class Vault<TKey, TValue> where TKey : notnull, IComparable<TKey>
{
    private Vault(Dictionary<TKey, TValue> kept) => Kept = kept;

    [Id(0)] public Dictionary<TKey, TValue> Kept { get; }

    public static Vault<TKey, TValue> Of(Dictionary<TKey, TValue> kept) => new(kept);
}

[GenerateSerializer, Immutable]
public abstract record Animal([property: Id(0)] string Name);

[GenerateSerializer, Immutable]
public record Dog(string Name, [property: Id(1)] int Barks) : Animal(Name);

[GenerateSerializer, Immutable, Alias("zoo.puppy")]
public sealed record Puppy(string Name, int Barks, [property: Id(2)] Animal? Mother) : Dog(Name, Barks);

public sealed record Stranger(string Name) : Animal(Name);

[GenerateSerializer, Immutable]
public sealed record Pack([property: Id(0)] Animal? Leader, [property: Id(1)] IReadOnlyList<Dog> Dogs);

[GenerateSerializer, Immutable]
public sealed record Chain
{
    [Id(0)] public Chain? Next { get; init; }
}

[GenerateSerializer]
public sealed class FullException(string message, Exception? inner = null) : Exception(message, inner)
{
    [Id(0)] public bool IsOutcomeUnknown { get; init; }

    [Id(1)] public Spot Where { get; init; }
}

public interface IZooGrain : IGrainWithStringKey
{
    Task<Box<Spot>> Everything(
        Numbers numbers, Times times, Perhaps perhaps, Rows rows, Maps maps, Shy shy, Tally tally, Pack pack,
        Vault<string, Spot?> vault, CancellationToken cancellation);

    Task<int?> Plain(string? writer, int? reader, Spot target, params Tint[] value);

    ValueTask<IZooGrain?> Meet(IZooGrain? grain, IZooObserver observer, IReadOnlyList<IZooObserver?> observers);

    [OneWay]
    Task Forget(ReadOnlyMemory<byte> bytes);

    [Alias("zoo.renamed")]
    Task<IReadOnlyDictionary<string, Animal?>> Renamed(GrainId id, StreamId stream, TickStatus tick);
}

public interface IZooObserver : IGrainObserver
{
    void Hear(string? word, Box<Box<int>> boxes);
}

internal sealed class ZooGrain : Grain, IZooGrain
{
    public Task<Box<Spot>> Everything(
        Numbers numbers, Times times, Perhaps perhaps, Rows rows, Maps maps, Shy shy, Tally tally, Pack pack,
        Vault<string, Spot?> vault, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int?> Plain(string? writer, int? reader, Spot target, params Tint[] value) =>
        Task.FromResult(reader);

    public ValueTask<IZooGrain?> Meet(IZooGrain? grain, IZooObserver observer, IReadOnlyList<IZooObserver?> observers) =>
        new(grain);

    public Task Forget(ReadOnlyMemory<byte> bytes) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, Animal?>> Renamed(GrainId id, StreamId stream, TickStatus tick) =>
        throw new NotSupportedException();
}
