using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Academy.Api.Requests;
using Microsoft.OpenApi;

namespace Academy.Api.OpenApi;

/// <summary>Writes into a body's schema the rules that its fields are read by, so that the two cannot differ.</summary>
internal static class BodyRules
{
    private static readonly MethodInfo LearnMethod = typeof(BodyRules).GetMethod(
        nameof(Learn),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    public static bool IsBody(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IBody<>));

    public static void Apply(OpenApiSchema schema, Type type)
    {
        if (!IsBody(type))
            return;
        foreach (var rule in (IReadOnlyList<FieldRule>)LearnMethod.MakeGenericMethod(type).Invoke(null, null)!)
        {
            if (schema.Properties?.TryGetValue(rule.Name, out var found) != true || found is not OpenApiSchema property)
                continue;
            property.MinLength = rule.MinLength is 0 ? null : rule.MinLength;
            property.MaxLength = rule.MaxLength;
            property.Minimum = rule.Minimum?.ToString(CultureInfo.InvariantCulture);
            property.Maximum = rule.Maximum?.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static List<FieldRule> Learn<TBody>()
        where TBody : IBody<TBody>
    {
        var rules = new List<FieldRule>();
        using var empty = JsonDocument.Parse("{}");
        TBody.Read(new JsonFields(empty.RootElement, rules.Add));
        return rules;
    }
}
