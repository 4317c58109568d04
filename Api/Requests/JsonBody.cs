using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Academy.Api.Problems;

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
            problem = ApiProblems.MalformedJson.Problem(
                $"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
            );
        }
        catch (InvalidOperationException)
        {
            // A member's name that is not Unicode (a lone surrogate) is found while names are compared.
            problem = ApiProblems.MalformedJson.Problem("The name of a member is not valid Unicode.");
        }
        return problem is null && body is not null;
    }

    public static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && request.GetTypedHeaders().ContentType?.Charset.Value is null or "" or "utf-8" or "UTF-8";
}
