using System.Reflection;
using Orleans;

namespace Academy.Grains.Tests.Contracts;

/// <summary>
/// Makes one value of any type that grain methods carry, always the same: every member has something in it.
/// </summary>
internal static class SampleValues
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 29, 12, 34, 56, TimeSpan.Zero);

    private static readonly MethodInfo List = typeof(SampleValues).GetMethod(
        nameof(ListOf),
        BindingFlags.Static | BindingFlags.NonPublic
    )!;

    private static readonly MethodInfo Map = typeof(SampleValues).GetMethod(
        nameof(MapOf),
        BindingFlags.Static | BindingFlags.NonPublic
    )!;

    public static object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Simple(type) is { } simple)
            return simple;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsArray)
            return Filled(type.GetElementType()!);
        if (!type.IsGenericType)
            return Made(type);
        var definition = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        if (definition == typeof(IReadOnlyList<>) || definition == typeof(IReadOnlyCollection<>))
            return List.MakeGenericMethod(arguments).Invoke(null, [Of(arguments[0])])!;
        if (definition == typeof(IReadOnlyDictionary<,>))
            return Map.MakeGenericMethod(arguments).Invoke(null, [Of(arguments[0]), Of(arguments[1])])!;
        return Made(type);
    }

    private static object? Simple(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? true
        : type == typeof(int) ? 7
        : type == typeof(long) ? 1_234_567_890_123
        : type == typeof(double) ? 0.5
        : type == typeof(Guid) ? new Guid("0190b6e0-7c1e-7000-8000-000000000001")
        : type == typeof(DateTimeOffset) ? Instant
        : type == typeof(DateOnly) ? new DateOnly(2026, 11, 29)
        : type == typeof(TimeSpan) ? TimeSpan.FromMilliseconds(1_500)
        : type == typeof(ReadOnlyMemory<byte>) ? (object)new ReadOnlyMemory<byte>([1, 2, 3])
        : null;

    /// <summary>By the constructor with most parameters, then what else has an [Id] and is still empty.</summary>
    private static object Made(Type type)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor = type.GetConstructors(any)
            .Where(c => c.GetParameters().All(p => p.ParameterType != type))
            .MaxBy(c => c.GetParameters().Length);
        var made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType))]);
        foreach (
            var property in type.GetProperties(any)
                .Where(p => p.GetCustomAttribute<IdAttribute>() is not null && p.CanWrite)
        )
        {
            if (property.GetValue(made) is null)
                property.SetValue(made, Of(property.PropertyType));
        }
        return made;
    }

    private static Array Filled(Type element)
    {
        var array = Array.CreateInstance(element, 1);
        array.SetValue(Of(element), 0);
        return array;
    }

    // As the code makes them: the compiler's own type is behind a collection expression.
    private static IReadOnlyList<T> ListOf<T>(T value) => [value, value];

    private static Dictionary<TKey, TValue> MapOf<TKey, TValue>(TKey key, TValue value)
        where TKey : notnull => new() { [key] = value };
}
