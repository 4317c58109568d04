using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>Makes values of any type that travels, the same for the same seed.</summary>
internal sealed class Samples(int seed, IGrainFactory grains)
{
    private const int DepthMax = 5;

    private static readonly string[] Texts =
        ["", "a", "naïve", "日本語", "😀", "lone \uD800 surrogate", "\0", new('x', 127), new('é', 128), new('字', 5000)];

    private readonly Random _chance = new(seed);
    private readonly List<IZooObserver> _observers = [];
    private int _depth;

    public object? Of(Type type)
    {
        _depth++;
        var value = Make(type);
        _depth--;
        return value;
    }

    private object? Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return _chance.Next(3) == 0 ? null : Of(underlying);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(_chance.Next(Enum.GetValues(type).Length));
        }

        return Simple(type) ?? Sequence(type) ?? Reference(type) ?? Built(type);
    }

    private object? Simple(Type type) => type switch
    {
        _ when type == typeof(bool) => _chance.Next(2) == 0,
        _ when type == typeof(byte) => (byte)_chance.Next(),
        _ when type == typeof(sbyte) => (sbyte)_chance.Next(),
        _ when type == typeof(short) => (short)_chance.Next(),
        _ when type == typeof(ushort) => (ushort)_chance.Next(),
        _ when type == typeof(int) => (int)Number(),
        _ when type == typeof(uint) => (uint)Number(),
        _ when type == typeof(long) => Number(),
        _ when type == typeof(ulong) => (ulong)Number(),
        _ when type == typeof(char) => (char)_chance.Next(),
        _ when type == typeof(float) => _chance.Next(4) switch { 0 => -0f, 1 => float.NaN, _ => _chance.NextSingle() },
        _ when type == typeof(double) => _chance.Next(4) switch { 0 => -0d, 1 => double.NaN, _ => _chance.NextDouble() },
        _ when type == typeof(decimal) => new decimal(
            _chance.Next(), _chance.Next(), _chance.Next(), _chance.Next(2) == 0, (byte)_chance.Next(29)),
        _ when type == typeof(string) => Texts[_chance.Next(Texts.Length)],
        _ when type == typeof(Guid) => _chance.Next(8) == 0 ? default : Id(),
        _ when type == typeof(DateTime) => new DateTime(_chance.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)_chance.Next(3)),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(
            _chance.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay),
            TimeSpan.FromMinutes(_chance.Next(2) * _chance.Next(-14 * 60, 14 * 60))),
        _ when type == typeof(TimeSpan) => new TimeSpan(Number()),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(_chance.Next(DateOnly.MaxValue.DayNumber + 1)),
        _ when type == typeof(TimeOnly) => new TimeOnly(_chance.NextInt64(TimeOnly.MaxValue.Ticks)),
        _ when type == typeof(byte[]) => Bytes(),
        _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes()),
        _ when type == typeof(CancellationToken) => default(CancellationToken),
        _ when type == typeof(IdSpan) => IdSpan.Create("span"),
        _ when type == typeof(GrainType) => GrainType.Create("zoo"),
        _ when type == typeof(GrainId) => GrainId.Create("zoo", $"key{_chance.Next(9)}"),
        _ when type == typeof(StreamId) => StreamId.Create(_chance.Next(2) == 0 ? null : "ns", "key"),
        _ when type == typeof(TickStatus) => new TickStatus(DateTime.UnixEpoch, new TimeSpan(Number()), DateTime.MaxValue),
        _ when type == typeof(Shy) => Shy.Of((string?)Of(typeof(string)), _chance.Next(), Number()),
        _ when type == typeof(Tally) => SomeTally(),
        _ when type == typeof(Animal) => _chance.Next(2) == 0 ? Of(typeof(Dog)) : Of(typeof(Puppy)),
        _ => null,
    };

    private object? Sequence(Type type)
    {
        if (type.IsArray)
        {
            return Items(type.GetElementType()!);
        }

        if (!type.IsGenericType || !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        if (arguments.Length == 2)
        {
            var pairs = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            foreach (var key in Items(arguments[0]))
            {
                pairs[key] = Of(arguments[1]);
            }

            return type.Name.StartsWith("Immutable", StringComparison.Ordinal)
                ? Immutable(typeof(ImmutableDictionary), "CreateRange", arguments, pairs) : pairs;
        }

        var items = Items(arguments[0]);
        return type.GetGenericTypeDefinition() switch
        {
            var it when it == typeof(List<>) => Activator.CreateInstance(type, items),
            var it when it == typeof(HashSet<>) || it == typeof(IReadOnlySet<>) =>
                Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(arguments), items),
            var it when it == typeof(ImmutableArray<>) => Immutable(typeof(ImmutableArray), "CreateRange", arguments, items),
            var it when it == typeof(ImmutableList<>) => Immutable(typeof(ImmutableList), "CreateRange", arguments, items),
            var it when it == typeof(ImmutableHashSet<>) =>
                Immutable(typeof(ImmutableHashSet), "CreateRange", arguments, items),
            _ => items,
        };
    }

    private object? Reference(Type type)
    {
        if (!typeof(IAddressable).IsAssignableFrom(type))
        {
            return null;
        }

        if (!typeof(IGrainObserver).IsAssignableFrom(type))
        {
            return grains.GetGrain<IZooGrain>($"key{_chance.Next(9)}");
        }

        // References are held weakly where they live.
        var listener = new Listener();
        object reference = type == typeof(IZooObserver) ? grains.CreateObjectReference<IZooObserver>(listener)
            : type == typeof(Clustering.ITravellingObserver)
                ? grains.CreateObjectReference<Clustering.ITravellingObserver>(listener)
            : grains.CreateObjectReference<Academy.Streams.IStreamWatcher>(listener);
        _observers.Add(listener);
        GC.KeepAlive(reference);
        return reference;
    }

    /// <summary>By the constructor with the most parameters, whoever may call it.</summary>
    private object Built(Type type)
    {
        if (type.IsAbstract)
        {
            throw new NotSupportedException($"No sample of {type}: say in {nameof(Samples)} how one is made.");
        }

        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(it => !(it.GetParameters() is [var only] && only.ParameterType == type))
            .MaxBy(static it => it.GetParameters().Length)
            ?? throw new NotSupportedException($"{type} has no constructor.");
        return constructor.Invoke([.. constructor.GetParameters().Select(it =>
            _depth > DepthMax && !it.ParameterType.IsValueType && it.ParameterType.Namespace!.StartsWith("Academy", StringComparison.Ordinal)
                ? null : Of(it.ParameterType))]);
    }

    private Array Items(Type type)
    {
        var items = Array.CreateInstance(type, _depth > DepthMax ? 0 : _chance.Next(4));
        for (var index = 0; index < items.Length; index++)
        {
            items.SetValue(Of(type), index);
        }

        return items;
    }

    private static object? Immutable(Type type, string name, Type[] arguments, object items) => type.GetMethods()
        .First(it => it.Name == name && it.GetGenericArguments().Length == arguments.Length
            && it.GetParameters() is [var only] && only.ParameterType.Name.StartsWith("IEnumerable", StringComparison.Ordinal))
        .MakeGenericMethod(arguments).Invoke(null, [items]);

    private long Number() => _chance.Next(4) switch
    {
        0 => 0,
        1 => _chance.Next(300),
        2 => _chance.NextInt64(long.MinValue, long.MaxValue),
        _ => -_chance.Next(70_000),
    };

    private Guid Id()
    {
        var bytes = new byte[16];
        _chance.NextBytes(bytes);
        return new Guid(bytes);
    }

    private byte[] Bytes()
    {
        var bytes = new byte[_chance.Next(2) * _chance.Next(300)];
        _chance.NextBytes(bytes);
        return bytes;
    }

    private Tally SomeTally()
    {
        var tally = new Tally();
        tally.Add(_chance.Next());
        return tally;
    }

    private sealed class Listener : IZooObserver, Academy.Streams.IStreamWatcher, Clustering.ITravellingObserver
    {
        public Task Hear(int number) => Task.CompletedTask;

        public Task<int> Answer(int number) => Task.FromResult(number);

        public void Hear(string? word, Box<Box<int>> boxes) { }

        public Task OnMessages(
            Academy.Streams.WatchedStream stream, string epoch,
            IReadOnlyList<Academy.Streams.StreamMessage> messages) => Task.CompletedTask;

        public Task OnSignal(Academy.Streams.WatchedStream stream, Academy.Streams.StreamSignal signal) => Task.CompletedTask;
    }
}
