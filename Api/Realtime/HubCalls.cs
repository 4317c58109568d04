using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
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

    /// <summary>The command's id, as an <c>Idempotency-Key</c> would be; null when the client gave none.</summary>
    public static CommandKey? Key(string? commandId, Func<string> requestHash) =>
        commandId is null ? null
        : IdempotencyKey.IsAcceptable(commandId) ? new(commandId, requestHash())
        : throw new HubException(ApiProblems.Validation.Code);

    /// <summary>The hash of a call of these arguments, none of which is ambiguous when they are put in a row.</summary>
    public static string HashOf(params ReadOnlySpan<string> arguments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var argument in arguments)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(argument));
            hash.AppendData([0]);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

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
