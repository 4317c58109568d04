using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Commands;
using Academy.Streams;
using Orleans.Streams;

namespace Academy.Api.Streams;

/// <summary>
/// Begins reads of streams, as the hub begins subscriptions: the owner answers, and what follows the answer comes from
/// the node's watch.
/// </summary>
internal sealed class StreamReads(
    StreamOwners owners,
    [FromKeyedServices(JournalStream.Provider)] IStreamProvider streams,
    Admission admission
)
{
    /// <summary>What is behind the offset now.</summary>
    /// <param name="live">Gets what follows; a long poll only if nothing is there, because else it does not
    /// wait.</param>
    public async Task<StreamReading> BeginAsync(
        Caller caller,
        string stream,
        StreamOffset offset,
        CancellationToken cancellationToken,
        LiveRead? live = null,
        LiveMode? mode = null
    )
    {
        if (
            !StreamName.TryParse(stream, out var name)
            || !owners.TryFind(caller.Organization, name, out var owner, out var kind)
            || !await owners.LetsIn(caller, name, cancellationToken)
        )
            return ApiProblems.StreamNotFound;
        var place = await admission.EnterAsync(cancellationToken);
        try
        {
            for (var attempt = 1; attempt <= RealtimeLimits.JoinAttempts; attempt++)
            {
                var answer = await owner.Join(caller, offset.Position);
                if (answer.Verdict == StreamVerdict.Refused)
                    return ApiProblems.StreamNotFound;
                if (StreamPart.Of(name, kind, offset, answer) is not { } part)
                    return ApiProblems.StreamOffsetGone;
                if (
                    live is null
                    || (mode == LiveMode.LongPoll && part.Items.Count > 0)
                    || await TryFollowAsync(live, name, answer)
                )
                    return part;
            }
            return ApiProblems.Overloaded;
        }
        catch (StreamEndedException)
        {
            return ApiProblems.StreamNotFound;
        }
        finally
        {
            place.Leave();
        }
    }

    /// <summary>False when the owner has to be asked again.</summary>
    private async Task<bool> TryFollowAsync(LiveRead live, StreamName name, JoinAnswer answer)
    {
        var watched = new WatchedStream(live.Caller.Organization, name, answer.Audience);
        var stream = (IJournalStream)streams.GetStream<StreamMessage>(JournalStream.IdOf(watched));
        var (outcome, attachment) = await stream.Attach(live, new StreamCursor(answer.Epoch, answer.Seq));
        if (attachment is not null)
            live.Attached(attachment);
        return outcome != Attaching.AskAgain; // What does not begin has ended, and is answered as such.
    }
}

/// <summary>What a read begins with, or why it does not.</summary>
internal readonly record struct StreamReading(StreamPart? Part, ProblemKind? Refused)
{
    public ProblemResult Refusal => ProblemResult.Of(Refused!);

    public static implicit operator StreamReading(StreamPart part) => new(part, Refused: null);

    public static implicit operator StreamReading(ProblemKind refused) => new(Part: null, refused);
}
