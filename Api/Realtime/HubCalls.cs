using System.Text.Json;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Academy.Streams;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Realtime;

/// <summary>
/// What the arguments and answers of hub calls have in common: read by the rules that bodies and headers of HTTP are
/// read by, and refused with the same codes.
/// </summary>
internal static class HubCalls
{
    /// <summary>How the parameter is called that takes the id of a command.</summary>
    public const string CommandId = "commandId";

    private const int EpochMax = 200;

    public static TBody Read<TBody>(JsonElement? argument)
        where TBody : class, IBody<TBody>
    {
        if (argument is not { ValueKind: JsonValueKind.Object } given)
            throw new HubException(ApiProblems.Validation.Code);
        try
        {
            var fields = new JsonFields(given);
            var body = TBody.Read(fields);
            return fields.Problem is null ? body : throw new HubException(ApiProblems.Validation.Code);
        }
        catch (InvalidOperationException e)
        {
            // A member's name that is not Unicode.
            throw new HubException(ApiProblems.MalformedJson.Code, e);
        }
    }

    public static Guid Id(string? argument) =>
        Guid.TryParseExact(argument, "D", out var id) ? id : throw new HubException(ApiProblems.Validation.Code);

    /// <summary>A whole number in this range, whatever type it came in.</summary>
    public static long Number(JsonElement? argument, long min, long max) =>
        argument is { ValueKind: JsonValueKind.Number } given
        && given.TryGetInt64(out var number)
        && number >= min
        && number <= max
            ? number
            : throw new HubException(ApiProblems.Validation.Code);

    /// <summary>A position on a stream; null where it is none, which is to begin with a snapshot.</summary>
    public static StreamCursor? Position(JsonElement? argument)
    {
        if (argument is not { ValueKind: JsonValueKind.Object } given)
            return null;
        try
        {
            var fields = new JsonFields(given);
            return
                fields.OptionalText("epoch", EpochMax) is { } epoch
                && fields.OptionalNumber("seq", 0, long.MaxValue) is { } seq
                && fields.Problem is null
                ? new(epoch, seq)
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A member's name that is not Unicode.
        }
    }

    /// <summary>The command's id, as an <c>Idempotency-Key</c> would be; null when the client gave none.</summary>
    public static CommandKey? Key(string? commandId, Func<string> requestHash) =>
        commandId is null ? null
        : IdempotencyKey.IsAcceptable(commandId) ? new(commandId, requestHash())
        : throw new HubException(ApiProblems.Validation.Code);

    /// <exception cref="HubException">It was refused: the code, and when to come again where that helps.</exception>
    public static T Answer<T>(this Outcome<T> outcome)
    {
        if (outcome.Accepted)
            return outcome.Answer;
        var refused = Problem.Of(outcome.Refusal).Kind;
        throw new HubException(
            refused.RetryAfter is { } seconds ? $"{refused.Code} retry-after={seconds}" : refused.Code
        );
    }
}
