using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Streams;

/// <summary>
/// The second door to the streams: by plain HTTP, in the open Durable Streams protocol (docs/second-door.md). It reads;
/// streams are written by commands.
/// </summary>
internal static class StreamEndpoints
{
    private const string Written =
        "Streams are written by commands: what is posted to /api/v1/chat/rooms/{roomId}/messages is on room:{roomId}, "
        + "what is completed by /api/v1/lessons/{lessonId}/complete is on user:{userId}, course:{courseId} and the "
        + "leaderboards. A command's Idempotency-Key makes it safe to repeat.";

    public static void MapStreams(this IEndpointRouteBuilder api)
    {
        var streams = api.MapGroup("/streams").WithTags("Streams").RequireAuthorization(Access.SignedIn);
        streams
            .MapGet("/{stream}", Read)
            .WithMetadata(new OtherMethods(Written))
            .WithSummary("Messages of a stream behind an offset, and on request those that follow.")
            .ProducesProblems(ApiProblems.StreamNotFound, ApiProblems.StreamOffsetGone, ApiProblems.TooManyReads);
        streams
            .MapMethods("/{stream}", [HttpMethods.Head], Head)
            .WithSummary("The offset of a stream's end.")
            .ProducesProblems(ApiProblems.StreamNotFound);
    }

    private static async Task<Results<StreamAnswer, EmptyHttpResult, ProblemResult>> Read(
        HttpContext http,
        string stream,
        AccessTicket ticket,
        StreamQuery query,
        StreamReads reads,
        LiveAnswers live
    )
    {
        if (query.Live is { } mode)
            return await live.AnswerAsync(http, stream, ticket, query, mode);
        var reading = await reads.BeginAsync(ticket.Caller, stream, query.Offset, http.RequestAborted);
        return reading.Part is { } part ? new StreamAnswer(part, isTagged: !query.Offset.IsNow) : reading.Refusal;
    }

    private static async Task<Results<StreamEnd, ProblemResult>> Head(
        HttpContext http,
        string stream,
        AccessTicket ticket,
        StreamReads reads
    )
    {
        var reading = await reads.BeginAsync(ticket.Caller, stream, StreamOffset.End, http.RequestAborted);
        return reading.Part is { } part ? new StreamEnd(part) : reading.Refusal;
    }
}
