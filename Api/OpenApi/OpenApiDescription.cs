using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Chat;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat.Messages;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Academy.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document, completed with what the endpoint tables say.</summary>
internal static class OpenApiDescription
{
    public const string Path = "/openapi/v1.json";

    private const string Bearer = "bearer";

    public static void AddOpenApiDescription(this IServiceCollection services)
    {
        services.AddOpenApi("v1", Complete);
        // The shapes of schemas: numbers are numbers, and what is not nullable is there.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    public static void MapOpenApiDescription(this IEndpointRouteBuilder routes) =>
        // The constraint: another document is no address, rather than a plain text of the framework's.
        routes.MapOpenApi("/openapi/{documentName:regex(^v1$)}.json").AllowAnonymous();

    private static void Complete(OpenApiOptions openApi)
    {
        openApi.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        openApi.CreateSchemaReferenceId = NameOf;
        openApi.AddDocumentTransformer(
            (document, _, _) =>
            {
                Introduce(document);
                SchemaText.Unwrap(document);
                AnswerNulls.State(document);
                return Task.CompletedTask;
            }
        );
        openApi.AddOperationTransformer(
            async (operation, context, cancellation) =>
            {
                var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, cancellation);
                context.Document!.AddComponent("Problem", problem);
                Describe(operation, context, context.Description.ActionDescriptor.EndpointMetadata);
            }
        );
        openApi.AddSchemaTransformer(
            (schema, context, _) =>
            {
                Shape(schema, context.JsonTypeInfo);
                return Task.CompletedTask;
            }
        );
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Academy",
            Version = "v1",
            Description =
                "The REST interface of Academy. Errors are problem documents (RFC 9457) with a stable code; "
                + "send an Idempotency-Key with whatever changes something, and a repeat answers as the first did.",
        };
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The access token that a sign-in answered.",
            },
        };
    }

    private static void Describe(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        IList<object> metadata
    )
    {
        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToArray();
        var readsToken = !metadata.OfType<IAllowAnonymous>().Any();
        var wantsToken = readsToken && policies is not [Access.Anyone];
        var method = context.Description.HttpMethod ?? "GET";
        operation.OperationId = OperationIdOf(context.Description.ActionDescriptor.EndpointMetadata);
        operation.Parameters ??= [];
        var ids = context
            .Description.ParameterDescriptions.Where(p =>
                p.RouteInfo?.Constraints?.Any(constraint => constraint is IdConstraint) == true
            )
            .Select(p => p.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
            parameter.Description = ids.Contains(parameter.Name!) ? "A UUID of 36 characters." : null;
        foreach (var query in metadata.OfType<QueryParameter>())
            operation.Parameters.Add(Parameter(query.Name, ParameterLocation.Query, query.Description));
        if (readsToken)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            if (!wantsToken)
                operation.Security.Insert(0, []);
        }
        var problems = metadata.OfType<ProducesProblemsMetadata>().SelectMany(r => r.Problems).ToList();
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && readsToken)
        {
            operation.Parameters.Add(
                Parameter(
                    IdempotencyKey.Header,
                    ParameterLocation.Header,
                    "An id made by the client; a repeat with it answers as the first did and changes nothing."
                )
            );
            problems.Add(new("request.key-reused", 422, ""));
        }
        problems.AddRange(UsualProblems(operation, readsToken, wantsToken, policies));
        if (metadata.OfType<FileBody>().Any())
        {
            problems.Add(ApiProblems.TooLarge);
            operation.RequestBody = Bytes();
        }
        foreach (var byStatus in problems.GroupBy(p => p.Status).OrderBy(g => g.Key))
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd(
                byStatus.Key.ToString(),
                new OpenApiResponse
                {
                    Description = $"Codes: {string.Join(", ", byStatus.Select(p => $"`{p.Code}`").Distinct())}.",
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                    {
                        [ProblemWriter.ContentType] = new()
                        {
                            Schema = new OpenApiSchemaReference("Problem", context.Document),
                        },
                    },
                }
            );
        }
    }

    private static IEnumerable<ProblemKind> UsualProblems(
        OpenApiOperation operation,
        bool readsToken,
        bool wantsToken,
        string?[] policies
    )
    {
        if (operation.RequestBody is not null)
        {
            yield return ApiProblems.MalformedJson;
            yield return ApiProblems.TooLarge;
            yield return ApiProblems.UnsupportedMediaType;
        }
        if (operation.Parameters is { Count: > 0 } || operation.RequestBody is not null)
            yield return ApiProblems.Validation;
        if (wantsToken)
            yield return ApiProblems.TokenMissing;
        if (readsToken)
            yield return ApiProblems.TokenInvalid;
        if (policies.Any(policy => policy is Access.Instructor or Access.Admin))
            yield return ApiProblems.Forbidden;
        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true)
            yield return ApiProblems.NotFound;
        yield return ApiProblems.RateLimited;
        yield return ApiProblems.Overloaded;
        yield return ApiProblems.Unavailable;
    }

    private static OpenApiRequestBody Bytes() =>
        new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["*/*"] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
            },
        };

    private static OpenApiParameter Parameter(string name, ParameterLocation location, string description) =>
        new()
        {
            Name = name,
            In = location,
            Description = description,
            Schema = new OpenApiSchema { Type = name == "limit" ? JsonSchemaType.Integer : JsonSchemaType.String },
        };

    /// <summary>Typed ids and times are texts of a known form; an organization is a text.</summary>
    private static void Shape(OpenApiSchema schema, JsonTypeInfo json)
    {
        var type = Nullable.GetUnderlyingType(json.Type) ?? json.Type;
        if (IsLenient(type) && schema.Properties is { } properties)
            schema.Required?.ExceptWith(
                properties
                    .Where(p => p.Value.Type?.HasFlag(JsonSchemaType.Null) == true)
                    .Select(p => p.Key)
                    .Concat(json.Properties.Where(p => IsChoice(p.PropertyType)).Select(p => p.Name))
            );
        // What is answered is written, also where its type could do without.
        if (!IsLenient(type) && schema.Properties is { Count: > 0 })
            (schema.Required ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(
                json.Properties.Where(p => p.Get is not null).Select(p => p.Name)
            );
        // Where a choice may be null its place says so; here null would be in two branches of that, and so in none.
        if (type.IsEnum && type != json.Type && schema.Enum is { } choices)
            schema.Enum = [.. choices.Where(choice => choice is not null)];
        schema.Required?.ExceptWith(json.Properties.Where(p => IsLeftOutWhenNull(type, p.Name)).Select(p => p.Name));
        if (ChatApiJson.LeavesOut(type))
            schema.Required?.ExceptWith(
                json.Properties.Where(p => p.IsGetNullable && !IsAlwaysThere(type, p.Name)).Select(p => p.Name)
            );
        BodyRules.Apply(schema, type);
        if (type == typeof(MessageContent))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Description = "Blocks of the markup that the body has, as docs/flows.md describes them.";
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.Object };
            return;
        }
        var format =
            IsId(type) ? "uuid"
            : type == typeof(DateTimeOffset) ? "date-time"
            : null;
        if (format is null && type != typeof(Academy.Accounts.OrganizationId))
            return;
        schema.Type = type == json.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        schema.Format = format;
    }

    /// <summary>Where what may be null may also be left out.</summary>
    private static bool IsLenient(Type type) =>
        type == typeof(ProblemDocument) || type == typeof(Obstacle) || BodyRules.IsBody(type);

    /// <summary>One that may be null; its schema is a reference still, which does not say so.</summary>
    private static bool IsChoice(Type property) => Nullable.GetUnderlyingType(property) is { IsEnum: true };

    private static bool IsLeftOutWhenNull(Type type, string name) =>
        IgnoredWhen(type, name) == JsonIgnoreCondition.WhenWritingNull;

    /// <summary>Written even when it is null, where such are left out.</summary>
    private static bool IsAlwaysThere(Type type, string name) => IgnoredWhen(type, name) == JsonIgnoreCondition.Never;

    private static JsonIgnoreCondition? IgnoredWhen(Type type, string name) =>
        type.GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public)
            ?.GetCustomAttribute<JsonIgnoreAttribute>()
            ?.Condition;

    /// <summary>Names of schemas, without the words that only tell types apart in code.</summary>
    private static string? NameOf(JsonTypeInfo json)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(json);
        return
            name is null or "ProblemDocument" || IsId(json.Type) || json.Type == typeof(Academy.Accounts.OrganizationId)
            ? null
            : name;
    }

    private static bool IsId(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    private static string? OperationIdOf(IList<object> metadata) =>
        metadata.OfType<MethodInfo>().LastOrDefault() is { DeclaringType: { } type } method
            ? type.Name[..type.Name.IndexOf("Endpoint", StringComparison.Ordinal)] + method.Name
            : null;
}
