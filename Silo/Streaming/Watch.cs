using Academy.Streams;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace Academy.Silo.Streaming;

/// <summary>
/// One watched stream. Knows the last message seen, hands on what continues it, and asks the owner for the rest: at the
/// beginning, every two seconds, and at once when a message arrives that does not continue the last one. What arrives too
/// early meanwhile is kept; what arrives twice is dropped.
/// </summary>
internal sealed partial class Watch(
    WatchedStream stream, IStreamExtension owner, IStreamWatcher watcher, long number, Action<Exception> failed, TimeProvider clock,
    TaskScheduler scheduler, ILogger logger)
{
    /// <summary>How long a watch outlives its last subscriber, so that a page that is reloaded does not churn.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>Messages kept beyond a gap; the owner is asked again for more.</summary>
    private const int EarlyMax = 1_000;

    /// <summary>Questions in a row; then the next renewal asks.</summary>
    private const int QuestionsMax = 5;

    private readonly Lock gate = new();
    private readonly List<(string Epoch, StreamMessage Message)> early = [];
    private StreamSubscription[] subscriptions = [];
    private StreamCursor? last;
    private Task? renewing;
    private Task? closed;
    private bool begun;
    private bool askAgain;
    private int rounds;
    private long idleSince = clock.GetTimestamp();

    public WatchedStream Stream => stream;

    /// <summary>Its number among all that this node ever watched.</summary>
    public long Number => number;

    public StreamSubscription[] Subscriptions => Volatile.Read(ref subscriptions);

    /// <summary>Done when the owner has heard that this watch was given up.</summary>
    public Task Closed => closed ?? Task.CompletedTask;

    /// <summary>
    /// Attaches a subscription that begins after <paramref name="from"/>, or now; false when the watch has been given up.
    /// </summary>
    public async ValueTask<bool> TryAttach(StreamSubscription subscription, StreamCursor? from)
    {
        if (IsOfAnotherEpoch(from))
            await Ask();
        StreamCursor? attachedAt;
        bool rewind, ask;
        lock (gate)
        {
            if (closed is not null)
                return false;
            last ??= from;
            attachedAt = last;
            rewind = from is not null && (from.Epoch != attachedAt!.Epoch || from.Seq < attachedAt.Seq);
            // Ask at the beginning, and when the subscriber knows of messages that this node has not heard of.
            ask = !begun || (from is not null && !rewind && from.Seq > attachedAt!.Seq);
            subscription.Watch = this;
            subscription.Begin(from ?? attachedAt ?? new("", 0), held: rewind);
            subscriptions = [.. subscriptions, subscription];
        }
        try
        {
            if (ask)
                await Ask();
            if (rewind)
                await CatchUp(subscription, from!, attachedAt!);
            return true;
        }
        catch
        {
            Detach(subscription);
            throw;
        }
    }

    public void Detach(StreamSubscription subscription)
    {
        lock (gate)
        {
            subscriptions = [.. subscriptions.Where(other => !ReferenceEquals(other, subscription))];
            idleSince = clock.GetTimestamp();
        }
    }

    /// <summary>Messages that the owner published.</summary>
    public void Accept(string epoch, IReadOnlyList<StreamMessage> messages)
    {
        bool gap;
        StreamSubscription[] receivers;
        lock (gate)
        {
            receivers = subscriptions;
            gap = !Continue(epoch, messages);
        }
        foreach (var receiver in receivers)
            receiver.Deliver();
        if (gap)
            _ = Renew();
    }

    /// <summary>Asks the owner for what was missed; if that fails, the next renewal asks again.</summary>
    public async Task Renew()
    {
        try
        {
            await Ask();
        }
        catch (StreamEndedException)
        {
            // The subscribers have been told.
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    /// <summary>The same, whoever is being asked already: that may be one who is gone, and takes long to find out.</summary>
    public Task RenewAnew()
    {
        lock (gate)
            renewing = null;
        return Renew();
    }

    public bool TryClose()
    {
        lock (gate)
        {
            if (closed is not null || subscriptions.Length > 0 || clock.GetElapsedTime(idleSince) < Linger)
                return false;
            var asked = renewing ?? Task.CompletedTask;
            closed = Start(() => Unwatch(asked));
            return true;
        }
    }

    internal static SequentialItem<StreamMessage>[] ItemsOf(string epoch, IReadOnlyList<StreamMessage> messages)
    {
        var items = new SequentialItem<StreamMessage>[messages.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = new(messages[i], new JournalToken(new StreamCursor(epoch, messages[i].Seq)));
        return items;
    }

    /// <summary>One question at a time; who comes while it is asked waits for the same answer.</summary>
    private Task Ask()
    {
        lock (gate)
        {
            if (closed is not null)
                return Task.CompletedTask;
            if (renewing is { IsCompleted: false })
                return renewing;
            // Not under this lock, and not in the turn of whom it came from.
            var round = ++rounds;
            return renewing = Start(() => AskUntilWhole(round));
        }
    }

    private Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();

    /// <param name="round">Which of the rounds of questions this is; one that is not the latest any more leaves it to that.</param>
    private async Task AskUntilWhole(int round)
    {
        var whole = false;
        for (var question = 1; !whole; question++)
        {
            StreamCursor? from;
            lock (gate)
                from = last;
            JoinAnswer? answer = null;
            try
            {
                answer = await owner.Watch(watcher, stream, from);
            }
            catch (Exception) when (Volatile.Read(ref rounds) != round)
            {
                // The latest round tells whether the owner can be reached.
            }
            StreamSubscription[] receivers;
            Task? latest = null;
            lock (gate)
            {
                receivers = subscriptions;
                if (rounds != round)
                    latest = renewing ?? Task.CompletedTask;
                else
                    whole = TakeUp(answer!, from) || question == QuestionsMax;
                if (whole)
                    renewing = null; // What is found missing from here on is asked for anew.
            }
            if (latest is not null)
            {
                await latest;
                return;
            }
            foreach (var receiver in receivers)
                receiver.Deliver();
            if (answer!.Verdict == StreamVerdict.Refused)
                throw new StreamEndedException(answer.Reason ?? "refused");
        }
    }

    /// <summary>Takes up the owner's answer and what arrived early; false when something is missing still.</summary>
    private bool TakeUp(JoinAnswer answer, StreamCursor? from)
    {
        begun = answer.Verdict != StreamVerdict.Refused;
        if (!begun)
        {
            foreach (var subscription in subscriptions)
                subscription.Offer(new StreamEndedException(answer.Reason ?? "refused"));
            subscriptions = [];
            early.Clear();
            return true;
        }
        if (answer.Verdict == StreamVerdict.Resumed && from is not null)
            Continue(answer.Epoch, answer.Messages);
        if (last is null || last.Epoch != answer.Epoch || last.Seq < answer.Seq)
            Reset(new StreamCursor(answer.Epoch, answer.Seq), announce: from is not null);
        return ContinueWithEarly();
    }

    private void Reset(StreamCursor position, bool announce)
    {
        last = position;
        foreach (var subscription in subscriptions)
        {
            if (announce)
                subscription.Offer(new StreamResetException(position));
            else
                subscription.Begin(position, held: false);
        }
    }

    private bool ContinueWithEarly()
    {
        var messages = early.ToArray();
        var whole = !askAgain;
        askAgain = false;
        early.Clear();
        foreach (var (epoch, message) in messages)
            whole &= epoch != last!.Epoch || Continue(epoch, [message]);
        return whole;
    }

    private bool IsOfAnotherEpoch(StreamCursor? from)
    {
        lock (gate)
            return begun && from is not null && from.Epoch != last!.Epoch;
    }

    /// <summary>
    /// Hands on what continues the last message, and keeps what is early; false when something is missing. Of a versioned
    /// view whatever is newer continues it.
    /// </summary>
    private bool Continue(string epoch, IReadOnlyList<StreamMessage> messages)
    {
        if (last is null || last.Epoch != epoch)
            return Keep(epoch, messages, from: 0);
        var start = 0;
        while (start < messages.Count && messages[start].Seq <= last.Seq)
            start++;
        var end = start;
        while (end < messages.Count && (stream.Name.IsVersionedView || messages[end].Seq == last.Seq + 1 + (end - start)))
            end++;
        if (end > start)
        {
            var items = ItemsOf(epoch, start == 0 && end == messages.Count ? messages : [.. messages.Skip(start).Take(end - start)]);
            last = ((JournalToken)items[^1].Token).Position;
            foreach (var subscription in subscriptions)
                subscription.Offer(items);
        }
        return end == messages.Count || Keep(epoch, messages, end);
    }

    private bool Keep(string epoch, IReadOnlyList<StreamMessage> messages, int from)
    {
        if (early.Count + messages.Count - from > EarlyMax)
            askAgain = true;
        else
            early.AddRange(messages.Skip(from).Select(message => (epoch, message)));
        return false;
    }

    /// <summary>Fetches, for a subscription that begins before the watch's last message, what lies between.</summary>
    private async Task CatchUp(StreamSubscription subscription, StreamCursor from, StreamCursor attachedAt)
    {
        var answer = from.Epoch == attachedAt.Epoch ? await owner.Watch(watcher, stream, from) : null;
        if (answer is { Verdict: StreamVerdict.Resumed } && answer.Epoch == attachedAt.Epoch)
            subscription.CatchUp([.. answer.Messages.Where(message => message.Seq <= attachedAt.Seq)], reset: null);
        else
            subscription.CatchUp([], reset: attachedAt);
    }

    private async Task Unwatch(Task asked)
    {
        // A question under way would begin the watch anew.
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await owner.Unwatch(watcher, stream);
        }
        catch (Exception e)
        {
            LogUnwatchFailed(logger, e, stream.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The owner of {Stream} could not be told that nobody watches here; it will find out.")]
    private static partial void LogUnwatchFailed(ILogger logger, Exception e, StreamName stream);
}
