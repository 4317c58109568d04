using System.Text.Json.Serialization.Metadata;
using Academy.Api.Problems;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Answers;

/// <summary>What a grain's outcome is over HTTP: an answer, or the refusal as a problem.</summary>
internal static class OutcomeResults
{
    public static Results<JsonOk<T>, ProblemResult> Ok<T>(this Outcome<T> outcome, JsonTypeInfo<T> type) =>
        outcome.Accepted ? new JsonOk<T>(outcome.Answer, type) : ProblemResult.Of(outcome.Refusal);

    public static Results<JsonCreated<T>, ProblemResult> Created<T>(
        this Outcome<T> outcome,
        JsonTypeInfo<T> type,
        Func<T, string?> location
    ) =>
        outcome.Accepted
            ? new JsonCreated<T>(location(outcome.Answer), outcome.Answer, type)
            : ProblemResult.Of(outcome.Refusal);

    /// <summary>201 with nothing but the new thing's id.</summary>
    public static Results<JsonCreated<CreatedAnswer>, ProblemResult> CreatedId<T>(
        this Outcome<T> outcome,
        Func<T, Guid> id,
        string location
    ) =>
        outcome.Accepted
            ? new JsonCreated<CreatedAnswer>(location, new(id(outcome.Answer)), CreatedJson.Default.CreatedAnswer)
            : ProblemResult.Of(outcome.Refusal);

    public static Results<NoContent, ProblemResult> NoContent<T>(this Outcome<T> outcome) =>
        outcome.Accepted ? TypedResults.NoContent() : ProblemResult.Of(outcome.Refusal);
}
