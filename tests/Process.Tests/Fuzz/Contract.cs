using System.Text.Json;
using System.Text.RegularExpressions;
using Academy.Api.Tests.Surroundings;

namespace Academy.Processes.Fuzz;

/// <summary>docs/openapi.json as a judge: what may be asked, and what may be answered.</summary>
internal sealed partial class Contract
{
    private readonly JsonElement schemas;

    private Contract(JsonElement document)
    {
        schemas = document.GetProperty("components").GetProperty("schemas");
        // Who erases persons soon has nobody left to ask as: those have tests of their own.
        Operations =
        [
            .. document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(
                    path => path.Value.EnumerateObject(),
                    (path, operation) => new Operation(operation.Name.ToUpperInvariant(), path.Name, operation.Value)
                )
                .Where(operation =>
                    !(
                        operation.Method == "DELETE"
                        && operation.Path.StartsWith("/api/v1/users/", StringComparison.Ordinal)
                    )
                ),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public static Contract Read() =>
        new(
            JsonSerializer.Deserialize<JsonElement>(
                File.ReadAllText(Path.Combine(Checkout.Root, "docs", "openapi.json"))
            )
        );

    /// <summary>What is wrong with an answer; nothing when it is as promised.</summary>
    /// <param name="body">Null when it cannot have one (HEAD).</param>
    /// <param name="operation">Null when the request was none that the document describes: any problem will do
    /// then.</param>
    public IEnumerable<string> Faults(Operation? operation, int status, string? contentType, string? body)
    {
        if (status >= 500)
            yield return $"status {status}";
        if (body is null || IsTurnedAway(status, contentType, body))
            yield break;
        if (operation is null)
        {
            if (status < 400)
                yield break;
            foreach (var fault in ProblemFaults(status, contentType, body, codes: null))
                yield return fault;
            yield break;
        }
        if (!operation.Responses.TryGetProperty($"{status}", out var response))
        {
            yield return $"status {status} is not in the document";
            yield break;
        }
        if (!response.TryGetProperty("content", out var content))
        {
            if (body.Length > 0)
                yield return "a body, though the document has none";
            yield break;
        }
        if (contentType is null || !content.TryGetProperty(contentType, out var described))
        {
            yield return $"content type {contentType} is not in the document";
            yield break;
        }
        if (status >= 400)
        {
            foreach (
                var fault in ProblemFaults(status, contentType, body, response.GetProperty("description").GetString())
            )
                yield return fault;
            yield break;
        }
        if (contentType != "application/json")
            yield break; // A file.
        foreach (
            var fault in Check(described.GetProperty("schema"), JsonSerializer.Deserialize<JsonElement>(body), "answer")
        )
            yield return fault;
    }

    public JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? schemas.GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    /// <summary>What Kestrel itself turns away before anybody of ours is asked has no body.</summary>
    private static bool IsTurnedAway(int status, string? contentType, string body) =>
        status is 400 or 414 or 431 && contentType is null && body.Length == 0;

    private IEnumerable<string> ProblemFaults(int status, string? contentType, string body, string? codes)
    {
        if (contentType != "application/problem+json")
        {
            yield return $"status {status} as {contentType}, not as a problem";
            yield break;
        }
        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        foreach (var fault in Check(schemas.GetProperty("Problem"), problem, "problem"))
            yield return fault;
        if (problem.Text("detail").Contains("line ,", StringComparison.Ordinal))
            yield return "the detail has a hole";
        var code = problem.Text("code");
        if (codes is not null && !Codes().Matches(codes).Any(match => match.Groups[1].Value == code))
            yield return $"the document has no {code} for {status}";
    }

    /// <summary>
    /// The part of JSON Schema that the document uses; a keyword that is not known here is a fault as well.
    /// </summary>
    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string where)
    {
        schema = Resolve(schema);
        foreach (var keyword in schema.EnumerateObject())
        {
            var faults = keyword.Name switch
            {
                "type" => Types(keyword.Value).Any(type => IsOf(type, value))
                    ? []
                    : [$"{where} is {value.ValueKind}, not {keyword.Value}"],
                "enum" => keyword.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value))
                    ? []
                    : [$"{where} is {value}"],
                "format" => HasFormat(keyword.Value.GetString()!, value)
                    ? []
                    : [$"{where} is no {keyword.Value}: {value}"],
                "required" when value.ValueKind == JsonValueKind.Object => keyword
                    .Value.EnumerateArray()
                    .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                    .Select(name => $"{where} has no {name}"),
                "properties" when value.ValueKind == JsonValueKind.Object => value
                    .EnumerateObject()
                    .SelectMany(member =>
                        keyword.Value.TryGetProperty(member.Name, out var of)
                            ? Check(of, member.Value, $"{where}.{member.Name}")
                            : [$"{where}.{member.Name} is not in the document"]
                    ),
                "items" when value.ValueKind == JsonValueKind.Array => value
                    .EnumerateArray()
                    .SelectMany((item, i) => Check(keyword.Value, item, $"{where}[{i}]")),
                "additionalProperties" when value.ValueKind == JsonValueKind.Object => value
                    .EnumerateObject()
                    .SelectMany(member => Check(keyword.Value, member.Value, $"{where}.{member.Name}")),
                "oneOf" => keyword.Value.EnumerateArray().Count(one => !Check(one, value, where).Any()) == 1
                    ? []
                    : [$"{where} is none of oneOf"],
                "required"
                or "properties"
                or "items"
                or "additionalProperties"
                or "description"
                or "minLength"
                or "maxLength"
                or "minimum"
                or "maximum" => [],
                _ => [$"the document uses {keyword.Name}, which this judge does not know"],
            };
            foreach (var fault in faults)
                yield return fault;
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => false,
        };

    private static bool HasFormat(string format, JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || format switch
        {
            "uuid" => value.GetString() is { Length: 36 } id && Guid.TryParse(id, out _) && !id.Any(char.IsUpper),
            "date-time" => value.GetString() is { } time && time.EndsWith('Z') && value.TryGetDateTimeOffset(out _),
            "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out _),
            "int32" => value.TryGetInt32(out _),
            "int64" => value.TryGetInt64(out _),
            "double" => value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()),
            _ => false,
        };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Codes();
}

/// <summary>One thing that can be asked.</summary>
internal sealed record Operation(string Method, string Path, JsonElement Description)
{
    public JsonElement Responses => Description.GetProperty("responses");

    public IEnumerable<JsonElement> Parameters =>
        Description.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    /// <summary>The schema of its body, if it takes one in JSON.</summary>
    public JsonElement? Body =>
        Description.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json.GetProperty("schema")
            : null;

    public override string ToString() => $"{Method} {Path}";
}
