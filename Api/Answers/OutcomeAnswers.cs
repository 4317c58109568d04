using System.Text.Json.Serialization.Metadata;
using Academy.Api.Problems;
using Academy.Commands;

namespace Academy.Api.Answers;

/// <summary>What a grain's outcome is over HTTP: an answer, or the refusal as a problem.</summary>
internal static class OutcomeAnswers
{
    public static IResult Ok<T>(this Outcome<T> outcome, JsonTypeInfo<T> type) =>
        outcome.Accepted ? new JsonAnswer<T>(outcome.Answer, type) : Refused(outcome.Refusal);

    public static IResult Created<T>(this Outcome<T> outcome, JsonTypeInfo<T> type, Func<T, string> location) =>
        outcome.Accepted
            ? new JsonAnswer<T>(outcome.Answer, type, StatusCodes.Status201Created)
            {
                Location = location(outcome.Answer),
            }
            : Refused(outcome.Refusal);

    /// <summary>201 with nothing but the new thing's id.</summary>
    public static IResult CreatedId<T>(this Outcome<T> outcome, Func<T, Guid> id, string location) =>
        outcome.Accepted
            ? new JsonAnswer<CreatedAnswer>(
                new(id(outcome.Answer)),
                ApiJson.Default.CreatedAnswer,
                StatusCodes.Status201Created
            )
            {
                Location = location,
            }
            : Refused(outcome.Refusal);

    public static IResult NoContent<T>(this Outcome<T> outcome) =>
        outcome.Accepted ? TypedResults.NoContent() : Refused(outcome.Refusal);

    public static IResult Refused(Refusal refusal) => new ProblemAnswer(Problem.Of(refusal));
}

/// <summary>The answer of a create.</summary>
internal sealed record CreatedAnswer(Guid Id);
