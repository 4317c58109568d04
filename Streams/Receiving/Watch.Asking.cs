using Microsoft.Extensions.Logging;

namespace Academy.Streams.Receiving;

// The owner, for what is missing: at the beginning, every two seconds, and at once when a message does not continue the
// last one.
internal sealed partial class Watch
{
    /// <summary>Questions in a row; then the next renewal asks.</summary>
    private const int QuestionsMax = 5;

    private Task? renewing;
    private Task? closed;
    private bool begun;
    private int rounds;

    /// <summary>Done when the owner has heard that this watch was given up.</summary>
    public Task Closed => closed ?? Task.CompletedTask;

    /// <summary>Asks the owner for what was missed; if that fails, the next renewal asks again.</summary>
    public async Task Renew()
    {
        ForgetRecent();
        try
        {
            await Ask();
        }
        catch (StreamEndedException)
        {
            // The receivers have been told.
        }
        catch (Exception e)
        {
            services.Failed(e);
        }
    }

    /// <summary>
    /// The same, whoever is being asked already: that may be one who is gone, and takes long to find out.
    /// </summary>
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
            if (closed is not null || receivers.Count > 0 || services.Clock.GetElapsedTime(idleSince) < Linger)
                return false;
            var asked = renewing ?? Task.CompletedTask;
            closed = Start(() => Unwatch(asked));
            gathered?.Dispose();
            return true;
        }
    }

    /// <summary>What lies after the position, for a receiver that is further behind than is remembered here.</summary>
    public Task<JoinAnswer> AskAfter(StreamCursor from) => owner.Watch(watcher, stream, from);

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
        Task
            .Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, services.Scheduler)
            .Unwrap();

    /// <param name="round">Which of the rounds of questions this is; one that is not the latest any more leaves it to
    /// that.</param>
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
            Task? latest = null;
            lock (gate)
            {
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
            HandOn();
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
            news = new News(receivers.Clear(), GoesOnAfter: null, answer.Reason ?? "refused");
            early.Clear();
            return true;
        }
        if (answer.Verdict == StreamVerdict.Resumed && from is not null)
            Continue(answer.Epoch, answer.Messages);
        if (last is null || last.Epoch != answer.Epoch || last.Seq < answer.Seq)
        {
            if (from is not null)
                services.WasReset();
            GoOnAfter(new StreamCursor(answer.Epoch, answer.Seq), announced: from is not null);
        }
        return ContinueWithEarly();
    }

    private async Task Unwatch(Task asked)
    {
        // A question under way would begin the watch anew.
        await asked.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );
        try
        {
            await owner.Unwatch(watcher, stream);
        }
        catch (Exception e)
        {
            LogUnwatchFailed(services.Logger, e, stream.Name);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The owner of {Stream} could not be told that nobody watches here; it will find out."
    )]
    private static partial void LogUnwatchFailed(ILogger logger, Exception e, StreamName stream);
}
