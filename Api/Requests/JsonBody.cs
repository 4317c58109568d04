using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Academy.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Requests;

/// <summary>A body that names its fields to <see cref="JsonFields"/>, which reads and checks them.</summary>
internal interface IBody<TSelf>
    where TSelf : IBody<TSelf>
{
    static abstract TSelf Read(JsonFields fields);
}

/// <summary>Reads a request's body: as bytes within the limit, then as a JSON object, then field by field.</summary>
internal static class JsonBody
{
    private const int NameShownMax = 100;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = BodyLimits.DepthMax,
    };

    /// <summary>The body's bytes, or null when there are more than <see cref="BodyLimits.BytesMax"/>.</summary>
    public static async ValueTask<byte[]?> ReadBytesAsync(HttpRequest request)
    {
        if (request.ContentLength > BodyLimits.BytesMax)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var isTooLarge = read.Buffer.Length > BodyLimits.BytesMax;
            if (isTooLarge || read.IsCompleted)
            {
                var bytes = isTooLarge ? null : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static bool TryParse<TBody>(
        byte[] bytes,
        [NotNullWhen(true)] out TBody? body,
        [NotNullWhen(false)] out Problem? problem
    )
        where TBody : class, IBody<TBody>
    {
        body = null;
        problem = null;
        if (!Utf8.IsValid(bytes))
        {
            problem = ApiProblems.MalformedJson.Problem("The body is not valid UTF-8.");
            return false;
        }
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = ApiProblems.MalformedJson.Problem("The body is not a JSON object.");
                return false;
            }
            var fields = new JsonFields(json.RootElement);
            body = TBody.Read(fields);
            problem = fields.Problem;
        }
        catch (JsonException e)
        {
            problem = ApiProblems.MalformedJson.Problem(WhatIsWrong(bytes, e));
        }
        catch (InvalidOperationException)
        {
            // A member's name that is not Unicode (a lone surrogate) is found while names are compared.
            problem = ApiProblems.MalformedJson.Problem("The name of a member is not valid Unicode.");
        }
        return problem is null && body is not null;
    }

    /// <summary>Whether the body is said to be JSON in UTF-8: the type's parts, not its spelling.</summary>
    public static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && HeaderUtilities.RemoveQuotes(type.Charset).Value is var charset
        && (string.IsNullOrEmpty(charset) || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>A member that occurs twice has no place in the parser's exception.</summary>
    private static string WhatIsWrong(byte[] bytes, JsonException found) =>
        found is { LineNumber: { } line, BytePositionInLine: { } position }
            ? $"The body is not JSON: line {line + 1}, byte {position + 1}."
        : RepeatedMemberOf(bytes) is { } name ? $"The member \"{name}\" occurs twice in one object."
        : "A member occurs twice in one object.";

    private static string? RepeatedMemberOf(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = BodyLimits.DepthMax });
        var open = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push(new(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        open.Pop();
                        break;
                    case JsonTokenType.PropertyName when reader.GetString() is { } name && !open.Peek().Add(name):
                        return name.Length <= NameShownMax ? name : $"{name[..NameShownMax]}…";
                }
            }
        }
        catch (InvalidOperationException)
        {
            return null; // A name before it is not Unicode, so it cannot be compared.
        }
        return null;
    }
}
