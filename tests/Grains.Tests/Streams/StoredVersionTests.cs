using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Streams;
using Academy.Streams.Journaling;

namespace Academy.Grains.Tests.Streams;

/// <summary>
/// Stored events outlive releases. <c>Samples/{type}.v{version}.json</c> is an event of that version as it was written
/// then; <c>….v{version}.today.json</c> says what an earlier one is read as today. Samples are never changed, only
/// added.
/// </summary>
public sealed class StoredVersionTests
{
    public static TheoryData<string, int> Versions()
    {
        var versions = new TheoryData<string, int>();
        foreach (var type in ContractTests.Catalog().Types)
        {
            for (var version = 1; version <= type.Version; version++)
                versions.Add(type.Name, version);
        }
        return versions;
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_event_of_every_version_is_read_as_it_was_meant(string name, int version)
    {
        var type = ContractTests.Catalog().Named(name);
        var stored = Sample(
            $"{name}.v{version}",
            $"{name} v{version} has no sample: write one as that version stores it."
        );
        var meant =
            version == type.Version
                ? stored
                : Sample($"{name}.v{version}.today", $"Say what {name} v{version} is read as today.");
        var read = type.Load(version, Encoding.UTF8.GetBytes(stored));
        Assert.True(
            meant == Encoding.UTF8.GetString(type.Store(read)),
            $"{name} v{version} is read as {Encoding.UTF8.GetString(type.Store(read))}, not as {meant}. "
                + "A shape that changes is a new version: raise it in the slice's …Events, with an upcaster from "
                + "this one and a sample of the new."
        );
    }

    [Fact]
    public void Every_sample_is_of_a_type_and_version_that_there_is()
    {
        var known = ContractTests
            .Catalog()
            .Types.SelectMany(t => Enumerable.Range(1, t.Version).Select(v => $"{t.Name}.v{v}"))
            .ToHashSet();
        var strangers = Directory
            .EnumerateFiles(Folder(), "*.json")
            .Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Where(f => !known.Contains(f.Replace(".today", "", StringComparison.Ordinal)));
        Assert.Empty(strangers);
    }

    [Fact]
    public void Upcasters_are_applied_one_after_the_other()
    {
        var type = EventType
            .Of("test.renamed", 3, VersionsJson.Default.Renamed)
            .UpcastFrom(1, v1 => new JsonObject { ["title"] = (string?)v1["name"] })
            .UpcastFrom(2, v2 => new JsonObject
            {
                ["title"] = (string?)v2["title"],
                ["length"] = ((string?)v2["title"])!.Length,
            });
        Assert.Equal(new Renamed("abc", 3), type.Load(1, """{"name":"abc"}"""u8.ToArray()));
        Assert.Equal(new Renamed("abcd", 4), type.Load(2, """{"title":"abcd"}"""u8.ToArray()));
        Assert.Equal(new Renamed("a", 9), type.Load(3, """{"title":"a","length":9}"""u8.ToArray()));
    }

    [Fact]
    public void A_version_without_an_upcaster_is_refused_with_a_reason()
    {
        var type = EventType.Of("test.renamed", 3, VersionsJson.Default.Renamed).UpcastFrom(1, v1 => v1);
        var refusal = Assert.Throws<NotSupportedException>(() => type.Load(1, "{}"u8.ToArray()));
        Assert.Equal("test.renamed has no upcaster from v2.", refusal.Message);
    }

    [Fact]
    public void A_state_of_another_shape_has_another_hash()
    {
        string[] hashes =
        [
            StateHash.Of(VersionsJson.Default.Renamed),
            StateHash.Of(VersionsJson.Default.Retyped),
            StateHash.Of(VersionsJson.Default.Nested),
            StateHash.Of(VersionsJson.Default.NestedList),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], StateHash.Of(VersionsJson.Default.Renamed));
    }

    /// <summary>An event as its version stores it.</summary>
    internal static string Sample(string name) => Sample(name, $"{name} has no sample.");

    private static string Sample(string name, string otherwise)
    {
        var path = Path.Combine(Folder(), name + ".json");
        Assert.True(File.Exists(path), $"{otherwise} ({Path.GetRelativePath(Folder(), path)})");
        return File.ReadAllText(path).TrimEnd();
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Samples");
}

internal sealed record Renamed(string Title, int Length);

internal sealed record Retyped(string Title, long Length);

internal sealed record Nested(Renamed Inner);

internal sealed record NestedList(List<Renamed> Inner);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Renamed))]
[JsonSerializable(typeof(Retyped))]
[JsonSerializable(typeof(Nested))]
[JsonSerializable(typeof(NestedList))]
internal sealed partial class VersionsJson : JsonSerializerContext;
