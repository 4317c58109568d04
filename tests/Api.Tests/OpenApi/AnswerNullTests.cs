using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Api.Problems;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.OpenApi;

/// <summary>
/// In an answer, what is required is written, as null where there is nothing; what is not required is left out
/// (docs/protocol.md). Looked at in the committed document, which another test compares with the server's.
/// </summary>
public sealed class AnswerNullTests
{
    private static readonly JsonNode Document = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Checkout.Root, "docs", "openapi.json"))
    )!;

    [Fact]
    public void A_member_of_an_answer_that_is_not_required_is_never_null()
    {
        var both = Answers()
            .SelectMany(answer =>
                answer
                    .Value.Where(member => !member.IsRequired && MayBeNull(member.Schema))
                    .Select(member => $"{answer.Key}.{member.Name}")
            )
            .ToArray();
        Assert.True(both.Length == 0, $"Left out or null? {string.Join(", ", both)}");
        // A reference says for itself that there may be null instead.
        Assert.Empty(
            Document["components"]!["schemas"]!
                .AsObject()
                .Where(named => MayBeNull(named.Value!.AsObject()))
                .Select(named => named.Key)
        );
    }

    /// <summary>Of each type that is answered: all of it that can be null is.</summary>
    [Fact]
    public void What_is_null_is_written_or_left_out_as_the_document_says()
    {
        var contexts = typeof(Program)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))
            .Select(type => (JsonSerializerContext)type.GetProperty("Default")!.GetValue(null)!)
            .ToArray();
        var types = contexts.SelectMany(AnsweredBy).DistinctBy(json => (json.Type, json.Options)).ToArray();
        var compared = new HashSet<string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var (name, members) in Answers())
        {
            foreach (var json in types.Where(json => NameOf(json.Type) == name))
            {
                compared.Add(name);
                var written = JsonSerializer
                    .SerializeToElement(RuntimeHelpers.GetUninitializedObject(json.Type), json)
                    .Names()
                    .ToHashSet(StringComparer.Ordinal);
                wrong.AddRange(
                    members
                        .Where(member => MayBeNull(member.Schema) || !member.IsRequired)
                        .Where(member => member.IsRequired != written.Contains(member.Name))
                        .Select(member =>
                            $"{name}.{member.Name} is {(member.IsRequired ? "required" : "not required")}, "
                            + $"and {(written.Contains(member.Name) ? "written" : "left out")} when it is null."
                        )
                );
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(compared.Count > 60, $"Only {compared.Count} types were found.");
    }

    /// <summary>A type and whatever is in it.</summary>
    private static IEnumerable<JsonTypeInfo> AnsweredBy(JsonSerializerContext context)
    {
        var seen = new HashSet<Type>();
        var waiting = new Queue<Type>(
            context
                .GetType()
                .GetCustomAttributesData()
                .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
                .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
        );
        while (waiting.TryDequeue(out var type))
        {
            if (!seen.Add(type) || context.GetTypeInfo(type) is not { } json)
                continue;
            if (json.ElementType is { } element)
                waiting.Enqueue(element);
            foreach (var property in json.Properties)
                waiting.Enqueue(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            // An object without anything has no JSON either, where it takes over what was made before.
            var takesOver = json.Properties.Any(property =>
                property.PropertyType == typeof(ReadOnlyMemory<byte>) || property.PropertyType == typeof(JsonElement)
            );
            if (json.Kind == JsonTypeInfoKind.Object && !type.IsValueType && !type.IsAbstract && !takesOver)
                yield return json;
        }
    }

    private static string NameOf(Type type) =>
        type == typeof(ProblemDocument) ? "Problem"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}Of{NameOf(type.GetGenericArguments()[0])}"
        : type.Name;

    /// <summary>The schemas of what is answered, by name, or by where they are.</summary>
    private static Dictionary<string, Member[]> Answers()
    {
        var found = new Dictionary<string, Member[]>(StringComparer.Ordinal);
        foreach (var path in Document["paths"]!.AsObject())
        {
            foreach (var operation in path.Value!.AsObject())
                Visit(operation.Value!["responses"], $"{operation.Key} {path.Key}", found);
        }
        return found;
    }

    private static void Visit(JsonNode? node, string place, Dictionary<string, Member[]> found)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["$ref"] is JsonValue reference && !found.ContainsKey(NameIn(reference)))
                {
                    var name = NameIn(reference);
                    var named = Document["components"]!["schemas"]![name]!.AsObject();
                    found[name] = [.. MembersOf(named)];
                    Visit(named, name, found);
                }
                if (schema["properties"] is JsonObject)
                    found.TryAdd(place, [.. MembersOf(schema)]);
                foreach (var (name, part) in schema)
                    Visit(part, $"{place}/{name}", found);
                break;
            case JsonArray all:
                foreach (var part in all)
                    Visit(part, place, found);
                break;
        }
    }

    private static IEnumerable<Member> MembersOf(JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
        return (schema["properties"]?.AsObject() ?? []).Select(property => new Member(
            property.Key,
            property.Value!.AsObject(),
            required?.Contains(property.Key) == true
        ));
    }

    private static string NameIn(JsonValue reference) => ((string)reference!).Split('/')[^1];

    private static bool MayBeNull(JsonObject schema) =>
        schema["type"] is JsonArray types && types.Any(type => (string?)type == "null")
        || schema["oneOf"] is JsonArray choices && choices.Any(choice => (string?)choice!["type"] == "null");

    private sealed record Member(string Name, JsonObject Schema, bool IsRequired);
}
