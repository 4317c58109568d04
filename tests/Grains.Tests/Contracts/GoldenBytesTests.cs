using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;

namespace Academy.Grains.Tests.Contracts;

/// <summary>
/// What processes of two releases say to each other while one takes over from the other: the bytes of every type that
/// grain methods carry are the committed ones, and the committed ones are still read.
/// </summary>
public sealed class GoldenBytesTests
{
    /// <summary>Set to 1, the committed file is written anew instead of compared.</summary>
    private const string UpdateSwitch = "UPDATE_CONTRACTS";

    private static readonly Assembly[] Assemblies =
    [
        typeof(Caller).Assembly,
        typeof(GrainServices).Assembly,
        typeof(Academy.Silo.AcademySilo).Assembly,
    ];

    [Fact]
    public void Every_type_that_grain_methods_carry_has_the_committed_bytes()
    {
        var serializer = Serializer();
        var text = string.Concat(
            Carried()
                .Select(type =>
                    $"{AliasOf(type)} "
                    + $"{Convert.ToBase64String(serializer.SerializeToArray(SampleValues.Of(Closed(type))))}\n"
                )
        );
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
            File.WriteAllText(Committed(), text);
        var (old, now) = (Lines(File.ReadAllText(Committed())), Lines(text));
        var changed = old
            .Keys.Union(now.Keys)
            .Where(name => old.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name =>
                !now.ContainsKey(name) ? $"{name} is gone"
                : !old.ContainsKey(name) ? $"{name} is new"
                : $"{name} has other bytes"
            )
            .Order(StringComparer.Ordinal);
        Assert.True(
            !changed.Any(),
            $"The wire contract changed: {string.Join("; ", changed)}. "
                + "A release that runs beside the last one only adds types, and members "
                + ""
                + $"with a new [Id]. If that is so: {UpdateSwitch}=1 dotnet test tests/Grains.Tests --filter "
                + "GoldenBytes, and review the diff."
        );
    }

    [Fact]
    public void The_committed_bytes_are_read_as_what_they_were_made_of()
    {
        var serializer = Serializer();
        var committed = Lines(File.ReadAllText(Committed()));
        foreach (var type in Carried())
        {
            var bytes = Convert.FromBase64String(committed[AliasOf(type)]);
            var read = serializer.Deserialize<object>(bytes);
            Assert.Equal(Closed(type), read!.GetType());
            // A list may come back as another kind of list, with the same in it.
            Assert.Equal((AliasOf(type), Text(SampleValues.Of(Closed(type)))), (AliasOf(type), Text(read)));
        }
    }

    [Fact]
    public void No_name_of_a_class_is_in_the_bytes()
    {
        foreach (var (name, bytes) in Lines(File.ReadAllText(Committed())))
            Assert.False(
                Convert.FromBase64String(bytes).AsSpan().IndexOf("Academy."u8) >= 0,
                $"{name} carries the name of a class."
            );
    }

    private static string Text(object value) => JsonSerializer.Serialize(value, value.GetType());

    private static Serializer Serializer() =>
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static Type[] Carried()
    {
        var types = Assemblies
            .SelectMany(a => a.GetTypes())
            .Where(t =>
                t is { IsAbstract: false }
                && t.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false) is not null
            )
            .OrderBy(AliasOf, StringComparer.Ordinal)
            .ToArray();
        Assert.True(types.Length > 80, "The serialised types were not found.");
        return types;
    }

    private static string AliasOf(MemberInfo type) =>
        type.GetCustomAttribute<AliasAttribute>()?.Alias
        ?? throw new InvalidOperationException($"{type.Name} has no [Alias].");

    private static Type Closed(Type type) =>
        type.IsGenericTypeDefinition
            ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(string))])
            : type;

    private static Dictionary<string, string> Lines(string text) =>
        text.ReplaceLineEndings("\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static string Committed([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "golden-bytes.txt");
}
