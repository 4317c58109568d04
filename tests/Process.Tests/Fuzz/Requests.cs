using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Academy.Processes.Fuzz;

/// <summary>Makes requests out of the document: most of them as it says, the others nearly so.</summary>
internal sealed class Requests(Contract contract, KnownIds known, Random random)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] Methods =
    [
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "TRACE",
        "QUERY",
        "get",
    ];
    private static readonly string[] ChunkSizes =
    [
        "FFFFFFFFFFFFFFFF",
        "7FFFFFFFFFFFFFFF",
        "8000000000000000",
        "10000000000000000",
        "7FFFFFFF",
        "80000000",
        "-1",
        "0x5",
        "",
    ];

    private static readonly string[] Junk =
    [
        "null",
        "true",
        "-1",
        "0",
        "1e400",
        "99999999999999999999",
        "0.5",
        "[]",
        "{}",
        "[[[[]]]]",
        "\"\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "{\"a\":1,\"a\":2}",
        "NaN",
        "'a'",
        "\"x",
        "",
    ];

    public RandomRequest Next(string role)
    {
        var operation = contract.Operations[random.Next(contract.Operations.Count)];
        var made = new RandomRequest(operation, operation.Method, PathOf(operation, out var described), role);
        if (Seldom(20))
            (made.Method, described) = (Methods[random.Next(Methods.Length)], false);
        made.Query = QueryOf(operation);
        HeadersOf(operation, made);
        if (operation.Body is { } schema && !Seldom(25))
            BodyOf(schema, made);
        else if (Seldom(25))
            made.Body = Encoding.UTF8.GetBytes(Junk[random.Next(Junk.Length)]);
        // HEAD and the like of a described path are not in the document.
        made.IsDescribed = described;
        return made;
    }

    private string PathOf(Operation operation, out bool described)
    {
        described = true;
        var path = operation.Path;
        foreach (var parameter in operation.Parameters.Where(p => p.GetProperty("in").GetString() == "path"))
        {
            var name = parameter.GetProperty("name").GetString()!;
            var value = known.Any(name, random) ?? NewId();
            switch (random.Next(24))
            {
                case 0:
                    value = NewId();
                    break;
                case 1:
                    (value, described) = (Uri.EscapeDataString(Clean(NaughtyText.Text(random))), false);
                    break;
                case 2:
                    value = value.ToUpperInvariant();
                    break;
                case 3:
                    (value, described) = (value.Replace("-", "", StringComparison.Ordinal), false);
                    break;
                case 4:
                    (value, described) = (value + "%00", false);
                    break;
            }
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }
        if (!Seldom(60))
            return path;
        described = false;
        return random.Next(4) switch
        {
            0 => path + "/" + Uri.EscapeDataString(Clean(NaughtyText.Text(random))),
            1 => path.Replace("/api/v1", "/api/v2", StringComparison.Ordinal),
            2 => path.Replace("/", "//", StringComparison.Ordinal),
            _ => path + "/..%2f..%2f" + random.Next(10),
        };
    }

    private string QueryOf(Operation operation)
    {
        var parts = new List<string>();
        foreach (
            var parameter in operation.Parameters.Where(p => p.GetProperty("in").GetString() == "query" && !Seldom(3))
        )
        {
            var name = parameter.GetProperty("name").GetString()!;
            var value = random.Next(6) switch
            {
                0 => NaughtyText.Text(random),
                1 => $"{random.Next(-5, 500)}",
                2 when name != "signature" => NaughtyText.Extreme(random),
                _ => known.Any(name, random)
                    ?? name switch
                    {
                        "limit" => $"{random.Next(1, 100)}",
                        "level" => "beginner",
                        "timeframe" => "weekly",
                        "search" => "course",
                        "signature" => new string('A', 43),
                        _ => "",
                    },
            };
            parts.Add($"{name}={Uri.EscapeDataString(Clean(value))}");
            if (Seldom(30))
                parts.Add(parts[^1]);
        }
        if (Seldom(30))
            parts.Add(Uri.EscapeDataString(Clean(NaughtyText.Text(random))));
        if (Seldom(40))
            parts.Add("%ff%fe=%c0%80&&==&?");
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private void HeadersOf(Operation operation, RandomRequest made)
    {
        if (operation.Parameters.Any(p => p.GetProperty("in").GetString() == "header") && Seldom(2))
        {
            made.Headers["Idempotency-Key"] = random.Next(8) switch
            {
                0 => Header(NaughtyText.Text(random)),
                1 => "",
                2 => new string('k', random.Next(100, 200)),
                3 => known.Any("key", random) ?? "key",
                _ => $"key-{random.NextInt64()}",
            };
            known.Add("key", made.Headers["Idempotency-Key"]);
        }
        if (Seldom(10))
            made.Headers["If-None-Match"] = random.Next(4) switch
            {
                0 => NaughtyText.ExtremeNumber(random),
                1 => Header(NaughtyText.Text(random)),
                2 => "*",
                _ => known.Any("etag", random) ?? "W/",
            };
        if (Seldom(25))
            made.Headers[random.Next(2) == 0 ? "Accept" : "Accept-Encoding"] = random.Next(3) switch
            {
                0 => "text/html",
                1 => "gzip;q=0, *;q=0",
                _ => Header(NaughtyText.Text(random)),
            };
        if (Seldom(40))
            made.Headers["Authorization"] = random.Next(4) switch
            {
                0 => "Bearer",
                1 => "Bearer a.b.c",
                2 => "Basic eDp5",
                _ => Header(NaughtyText.Text(random)),
            };
        if (Seldom(40))
            made.Headers[$"X-{random.Next(100)}"] = Header(NaughtyText.Text(random));
    }

    private void BodyOf(JsonElement schema, RandomRequest made)
    {
        made.Body = Encoding.UTF8.GetBytes(Valid(schema, chanceOfJunk: random.Next(3) == 0 ? 4 : int.MaxValue));
        switch (random.Next(40))
        {
            case 0 or 1:
                made.Body = NaughtyText.Mutate(random, made.Body);
                break;
            case 2:
                made.ContentType = random.Next(6) switch
                {
                    4 => "APPLICATION/JSON ; charset=\"UTF-8\"",
                    5 => "application/json; charset=\"utf-16\"",
                    0 => "text/plain",
                    1 => "application/json; charset=utf-16",
                    2 => "application/xml",
                    _ => null,
                };
                break;
            case 3:
                made.Body = Encoding.UTF8.GetBytes(Junk[random.Next(Junk.Length)]);
                break;
            case 4:
                made.Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(10, 5_000))));
                break;
            case 5:
                made.Body = [.. made.Body, .. new byte[random.Next(2) == 0 ? 10 : 70_000]];
                break;
            case 6:
                made.Body = [0xef, 0xbb, 0xbf, .. made.Body];
                break;
            case 7:
                made.ChunkSize = ChunkSizes[random.Next(ChunkSizes.Length)];
                break;
        }
    }

    private string Valid(JsonElement schema, int chanceOfJunk)
    {
        schema = contract.Resolve(schema);
        if (chanceOfJunk < int.MaxValue && random.Next(chanceOfJunk * 3) == 0)
            return Junk[random.Next(Junk.Length - 4)];
        if (schema.TryGetProperty("enum", out var choices))
            return choices[random.Next(choices.GetArrayLength())].GetRawText();
        if (schema.TryGetProperty("oneOf", out var either))
            return Valid(either[random.Next(either.GetArrayLength())], chanceOfJunk);
        var types = schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } several
            ? several.EnumerateArray().Select(t => t.GetString()!).ToArray()
            : [schema.GetProperty("type").GetString()!];
        return types[random.Next(types.Length)] switch
        {
            "null" => "null",
            "boolean" => Seldom(2) ? "true" : "false",
            "integer" when chanceOfJunk < int.MaxValue && Seldom(2) => NaughtyText.ExtremeNumber(random),
            "integer" => $"{random.Next(Limit(schema, "minimum", -10), Limit(schema, "maximum", 1_000) + 1)}",
            "object" => Object(schema, chanceOfJunk),
            "array" => Array(schema.GetProperty("items"), chanceOfJunk),
            "string" when schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" =>
                $"\"{NewId()}\"",
            "string" => JsonSerializer.Serialize(TextOf(schema, chanceOfJunk), Plain),
            var other => throw new InvalidOperationException($"The document takes {other}, which nobody makes."),
        };
    }

    private string Array(JsonElement items, int chanceOfJunk) =>
        $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Valid(items, chanceOfJunk)))}]";

    private string Object(JsonElement schema, int chanceOfJunk)
    {
        var members = new List<string>();
        foreach (var member in schema.GetProperty("properties").EnumerateObject())
        {
            var needed =
                schema.TryGetProperty("required", out var required)
                && required.EnumerateArray().Any(r => r.GetString() == member.Name);
            if (needed ? chanceOfJunk < int.MaxValue && random.Next(chanceOfJunk * 3) == 0 : Seldom(2))
                continue;
            var id =
                member.Name.EndsWith("Id", StringComparison.Ordinal)
                || member.Name.EndsWith("Token", StringComparison.Ordinal)
                    ? known.Any(member.Name, random)
                    : null;
            var value =
                id is not null && !Seldom(10) ? $"\"{id}\"" : Special(member.Name) ?? Valid(member.Value, chanceOfJunk);
            members.Add($"\"{member.Name}\":{value}");
        }
        if (Seldom(20))
            members.Add(
                $"{JsonSerializer.Serialize(NaughtyText.Text(random), Plain)}:{Junk[random.Next(Junk.Length - 4)]}"
            );
        return $"{{{string.Join(',', members)}}}";
    }

    private string? Special(string member) =>
        member == "email" && !Seldom(5) ? $"\"fuzz-{random.NextInt64()}@academy.test\"" : null;

    private string TextOf(JsonElement schema, int chanceOfJunk)
    {
        var max = Limit(schema, "maxLength", 1_000);
        if (chanceOfJunk < int.MaxValue && Seldom(2))
            return NaughtyText.Text(random);
        return "Text " + new string((char)random.Next('a', 'z' + 1), random.Next(Seldom(10) ? max : Math.Min(max, 60)));
    }

    private static int Limit(JsonElement schema, string name, int otherwise) =>
        schema.TryGetProperty(name, out var limit) ? limit.GetInt32() : otherwise;

    /// <summary>What the client's own URI class can carry.</summary>
    private static string Clean(string text) =>
        text.EnumerateRunes().Aggregate(new StringBuilder(), (s, rune) => s.Append(rune.ToString())).ToString();

    private static string Header(string text) => new([.. text.Where(c => c is >= ' ' and < '\u007f')]);

    private string NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private bool Seldom(int oneIn) => random.Next(oneIn) == 0;
}
