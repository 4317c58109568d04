using Microsoft.OpenApi;

namespace Academy.Api.OpenApi;

/// <summary>
/// Descriptions of schemas are comments in the source, wrapped at its margin. The document has each as one line, so
/// that the contract does not change with the layout of the source.
/// </summary>
internal static class SchemaText
{
    public static void Unwrap(OpenApiDocument document)
    {
        foreach (var schema in document.Components?.Schemas?.Values ?? [])
            Unwrap(schema);
    }

    private static void Unwrap(IOpenApiSchema schema)
    {
        // What a reference points to is a schema of the document as well.
        if (schema is not OpenApiSchema own)
            return;
        if (own.Description is { } text)
            own.Description = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var property in own.Properties?.Values ?? [])
            Unwrap(property);
        if (own.Items is { } items)
            Unwrap(items);
    }
}
