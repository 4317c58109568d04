using Microsoft.OpenApi;

namespace Academy.Api.OpenApi;

/// <summary>
/// One rule for null in answers: a member that is required is always written, as null where there is nothing; one that
/// is not required is left out instead. So a member that is not required is never null.
/// </summary>
internal static class AnswerNulls
{
    public static void State(OpenApiDocument document)
    {
        // A place says for itself that what is in it may be null: not every place of that type may.
        foreach (var named in document.Components?.Schemas?.Values ?? [])
            WithoutNull(named);
        var seen = new HashSet<IOpenApiSchema>(ReferenceEqualityComparer.Instance);
        foreach (
            var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
        )
        {
            foreach (
                var content in operation.Responses?.Values.SelectMany(answer => answer.Content?.Values ?? []) ?? []
            )
                State(content.Schema, seen);
        }
    }

    private static void State(IOpenApiSchema? any, HashSet<IOpenApiSchema> seen)
    {
        var schema = any is OpenApiSchemaReference { Target: { } target } ? target : any;
        if (schema is not OpenApiSchema own || !seen.Add(own))
            return;
        foreach (var name in own.Properties?.Keys.Except(own.Required ?? new HashSet<string>()).ToArray() ?? [])
            own.Properties![name] = WithoutNull(own.Properties[name]);
        foreach (var part in own.Properties?.Values ?? [])
            State(part, seen);
        foreach (var part in (own.OneOf ?? []).Concat(own.AnyOf ?? []).Concat(own.AllOf ?? []))
            State(part, seen);
        State(own.Items, seen);
        State(own.AdditionalProperties, seen);
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { OneOf: [{ Type: JsonSchemaType.Null }, var only] })
            return only;
        if (schema is OpenApiSchema { Type: { } type } own)
            own.Type = type & ~JsonSchemaType.Null;
        return schema;
    }
}
