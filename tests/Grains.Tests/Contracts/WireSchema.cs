using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Chat.Messages;
using Academy.Identifiers;

namespace Academy.Grains.Tests.Contracts;

/// <summary>
/// JSON Schema of what is written: a field is required when it is always there, and null only where null is written.
/// Records and enumerations are definitions with the name of their type.
/// </summary>
internal sealed class WireSchema
{
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly JsonSchemaExporterOptions options;
    private readonly SortedDictionary<string, JsonNode> definitions = new(StringComparer.Ordinal);

    public WireSchema() => options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    public JsonObject Definitions =>
        new(definitions.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value.DeepClone())));

    public JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(options);

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        var isNull = IsNullable(schema);
        var shown = Nullable.GetUnderlyingType(type) ?? type;
        if (shown == typeof(JsonElement))
            return new JsonObject();
        if (shown == typeof(MessageContent))
            return OrNull(
                new JsonObject { ["type"] = "array", ["items"] = Of(ContractJson.Default.BlockNode) },
                context
            );
        if (shown == typeof(DateTimeOffset))
            return OrNull(Text("date-time"), isNull);
        if (
            shown == typeof(Guid)
            || shown.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>))
        )
            return OrNull(Text("uuid"), IsNullable(context, isNull));
        if (shown.IsEnum)
            return OrNull(Define(shown, new JsonObject { ["type"] = "string", ["enum"] = Names(schema) }), isNull);
        if (shown == typeof(int) || shown == typeof(long))
            return OrNull(new JsonObject { ["type"] = "integer" }, isNull);
        // Of what has a converter of its own, the exporter says nothing in a list.
        if (
            context.TypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }
            && schema["items"] is null
        )
            schema["items"] = Of(context.TypeInfo.Options.GetTypeInfo(element));
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            return OrNull(Define(shown, IsAgain(schema) ? null : Record(context.TypeInfo, schema.AsObject())), isNull);
        return schema;
    }

    /// <summary>What the exporter has met before further up.</summary>
    private static bool IsAgain(JsonNode schema) => schema is JsonObject { Count: 1 } && schema["$ref"] is not null;

    private JsonObject Define(Type type, JsonObject? schema)
    {
        var name = type.Name.EndsWith("Wire", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;
        if (schema is not null && !definitions.TryAdd(name, schema) && !JsonNode.DeepEquals(definitions[name], schema))
            throw new InvalidOperationException(
                $"Two types that are sent are called {name}, or one is sent in two shapes: rename one."
            );
        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonObject Record(JsonTypeInfo type, JsonObject schema)
    {
        var record = new JsonObject { ["type"] = "object" };
        if (schema["anyOf"] is JsonArray cases)
            return new JsonObject { ["anyOf"] = cases.DeepClone() };
        var properties = schema["properties"]?.AsObject() ?? [];
        var required = new JsonArray();
        var written = new JsonObject();
        foreach (var (name, form) in properties)
        {
            var property = type.Properties.FirstOrDefault(p => p.Name == name);
            var isLeftOut = property is not null && IsLeftOutWhenNull(property, type.Options);
            written[name] = isLeftOut ? WithoutNull(form!) : form!.DeepClone();
            if (!isLeftOut)
                required.Add(name);
        }
        record["properties"] = written;
        if (required.Count > 0)
            record["required"] = required;
        return record;
    }

    private static bool IsLeftOutWhenNull(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        var own = property
            .AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .OfType<JsonIgnoreAttribute>()
            .FirstOrDefault();
        var condition = own?.Condition ?? options.DefaultIgnoreCondition;
        var canBeNull =
            !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;
        return condition == JsonIgnoreCondition.WhenWritingNull && canBeNull && IsNullable(property);
    }

    private static bool IsNullable(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (
            property.AttributeProvider is PropertyInfo info
            && Nullability.Create(info).ReadState == NullabilityState.Nullable
        );

    /// <summary>A type with a converter of its own says nothing about null: its property does.</summary>
    private static bool IsNullable(JsonSchemaExporterContext context, bool said) =>
        said || Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null;

    private static JsonObject OrNull(JsonObject schema, JsonSchemaExporterContext context) =>
        OrNull(schema, context.PropertyInfo is { } property && IsNullable(property));

    private static JsonObject OrNull(JsonObject schema, bool isNull)
    {
        if (!isNull)
            return schema;
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }
        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
    }

    private static bool IsNullable(JsonNode schema) =>
        schema is JsonObject node
        && (
            (node["type"] is JsonArray types && types.Any(t => (string?)t == "null"))
            || (node["enum"] is JsonArray values && values.Any(v => v is null))
        );

    private static JsonNode WithoutNull(JsonNode schema)
    {
        var node = schema.DeepClone().AsObject();
        if (node["type"] is JsonArray types)
            node["type"] = types.Single(t => (string?)t != "null")!.DeepClone();
        if (
            node["anyOf"] is JsonArray { Count: 2 } cases
            && cases.FirstOrDefault(c => (string?)c!["type"] == "null") is not null
        )
            return cases
                .Single(c => c!["type"]?.GetValueKind() != JsonValueKind.String || (string?)c["type"] != "null")!
                .DeepClone();
        return node;
    }

    private static JsonArray Names(JsonNode schema) =>
        new([.. schema["enum"]!.AsArray().Where(v => v is not null).Select(v => v!.DeepClone())]);

    private static JsonObject Text(string format) => new() { ["type"] = "string", ["format"] = format };
}
