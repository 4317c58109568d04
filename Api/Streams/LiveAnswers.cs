using Academy.Api.Authentication;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Streams;

/// <summary>
/// Answers reads that wait for what comes. Whatever ends one (an access that ended, a server that stops, a client that
/// does not read) ends it as its time-out would; the client asks again, and is judged anew.
/// </summary>
internal sealed class LiveAnswers(
    StreamReads reads,
    LiveReads open,
    RevocationFreshness freshness,
    TimeProvider clock,
    RealtimeMetrics metrics
)
{
    public async Task<Results<StreamAnswer, EmptyHttpResult, ProblemResult>> AnswerAsync(
        HttpContext http,
        string stream,
        AccessTicket ticket,
        StreamQuery query,
        LiveMode mode
    )
    {
        var live = new LiveRead(ticket.Caller, ticket.Session, stream, metrics);
        if (!open.TryAdd(live, ticket))
            return ProblemResult.Of(ApiProblems.TooManyReads);
        try
        {
            var reading = await reads.BeginAsync(ticket.Caller, stream, query.Offset, http.RequestAborted, live, mode);
            if (reading.Part is not { } part)
                return reading.Refusal;
            var cursor = StreamHeaders.Cursor(clock, query.Cursor);
            if (mode == LiveMode.LongPoll)
                return await WaitAsync(http, live, part, query, cursor);
            await new EventStream(http, live, cursor, freshness, clock).WriteAsync(part);
            return TypedResults.Empty;
        }
        finally
        {
            open.Remove(live);
        }
    }

    private async Task<Results<StreamAnswer, EmptyHttpResult, ProblemResult>> WaitAsync(
        HttpContext http,
        LiveRead live,
        StreamPart part,
        StreamQuery query,
        string cursor
    )
    {
        if (part.Items.Count == 0)
        {
            using var time = new CancellationTokenSource(RealtimeLimits.LongPollFor, clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(time.Token, http.RequestAborted);
            await live.WaitAsync(patience.Token);
            if (!freshness.Holds && !await freshness.WaitAsync(http.RequestAborted))
                return ProblemResult.Of(ApiProblems.Unavailable);
            part = part.Following(live.Take());
        }
        return new StreamAnswer(part, isTagged: !query.Offset.IsNow, cursor);
    }
}
