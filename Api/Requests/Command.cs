using System.Reflection;
using Academy.Api.Authentication;
using Academy.Api.Problems;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Requests;

/// <summary>
/// Something that comes out of a request and may be at fault; <see cref="RefuseFaulty"/> answers then.
/// </summary>
internal interface IFaulty
{
    Problem? Fault { get; }
}

/// <summary>A command without a body, as it came over HTTP: who sends it, and how its repeat is recognised.</summary>
internal sealed class Command(Caller caller, CommandKey? key, Problem? fault) : IFaulty
{
    public Caller Caller => caller;

    public CommandKey? Key => key;

    public Problem? Fault => fault;

    public static ValueTask<Command> BindAsync(HttpContext http)
    {
        var accepted = IdempotencyKey.TryRead(http.Request, [], out var key);
        return new(new Command(http.Ticket().Caller, key, accepted ? null : IdempotencyKey.Unacceptable));
    }
}

/// <summary>A command with a body.</summary>
internal sealed class Command<TBody>(Caller caller, Bodied<TBody> request, IdSource ids)
    : IFaulty,
        IEndpointParameterMetadataProvider
    where TBody : class, IBody<TBody>
{
    public Caller Caller => caller;

    public CommandKey? Key => request.Key;

    public TBody Body => request.Body;

    public Problem? Fault => request.Fault;

    /// <summary>
    /// The id of what the command creates: with a key always the same, so that a repeat meets the first.
    /// </summary>
    public Guid NewId(string kind) => Key is null ? ids.Next() : DerivedId.Of(kind, caller.User.Value, Key.Id);

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(TBody)));

    public static async ValueTask<Command<TBody>> BindAsync(HttpContext http) =>
        new(
            http.Ticket().Caller,
            await Bodied<TBody>.BindAsync(http),
            http.RequestServices.GetRequiredService<IdSource>()
        );
}

/// <summary>A body, whoever sent it.</summary>
internal sealed class Bodied<TBody>(TBody? body, CommandKey? key, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
    where TBody : class, IBody<TBody>
{
    public TBody Body =>
        body ?? throw new InvalidOperationException("The body was refused; this endpoint lacks its filter.");

    public CommandKey? Key => key;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(TBody)));

    public static async ValueTask<Bodied<TBody>> BindAsync(HttpContext http)
    {
        if (!JsonBody.IsJson(http.Request))
            return Faulty(ApiProblems.UnsupportedMediaType.Problem());
        if (await JsonBody.ReadBytesAsync(http.Request) is not { } bytes)
            return Faulty(ApiProblems.TooLarge.Problem());
        if (!IdempotencyKey.TryRead(http.Request, bytes, out var key))
            return Faulty(IdempotencyKey.Unacceptable);
        return JsonBody.TryParse<TBody>(bytes, out var body, out var problem) ? new(body, key, null) : Faulty(problem);
    }

    private static Bodied<TBody> Faulty(Problem fault) => new(null, null, fault);
}
