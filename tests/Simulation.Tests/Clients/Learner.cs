using Academy.Catalog;
using Academy.Commands;
using Academy.Learning;
using Academy.Simulation.Tests.Nodes;
using Academy.Streams;
using Academy.Users;

namespace Academy.Simulation.Tests.Clients;

/// <summary>
/// One device of a learner: sends commands with keys, repeats them while it does not know what came of them, and now
/// and then after it does; asks how things stand; tries what it may not.
/// </summary>
internal sealed class Learner(AcademyWorld academy, string name, Caller caller, Caller stranger, int commands)
{
    private readonly string stream = new StreamName("user", caller.User.ToString()).InJournal(caller.Organization);
    private readonly EnrollmentId enrollment = academy.EnrollmentOf(caller);
    private readonly List<Func<Task>> done = [];
    private int keys;
    private Node? node;

    private Worlds.Chance Chance => academy.World.Chance;

    public async Task RunAsync()
    {
        for (var i = 0; i < commands; i++)
        {
            await academy.Delay(Chance.OneIn(3) ? TimeSpan.Zero : Chance.Milliseconds(0, 900));
            var next = Chance.Below(100) switch
            {
                < 35 => Complete(),
                < 70 => Spend(),
                < 80 when done.Count > 0 => Chance.Pick(done)(),
                < 94 => Look(),
                < 96 => Levels(),
                _ => Trespass(),
            };
            // Somebody clicks twice, or does two things at once.
            if (Chance.OneIn(3) && i + 1 < commands)
                _ = academy.Track(next);
            else
                await next;
        }
    }

    /// <summary>Stays with a node while it lives; it may have been replaced without its knowing.</summary>
    private Node? NodeToAsk() => node = node is null || node.IsGone || Chance.OneIn(8) ? academy.Current : node;

    private Task Complete()
    {
        var module = Chance.Pick(academy.Course.Modules).Id;
        return Command(
            $"completed {enrollment}/{module}",
            (grain, key) => grain.CompleteModule(caller, key, enrollment, module),
            answer => ($"{answer.CompletedAt:O} {answer.CourseProgress} {answer.Seq}", answer.Seq)
        );
    }

    private Task Spend()
    {
        var module = academy.Course.Modules[0].Id;
        var seconds = academy.NextUniqueNumber();
        var progress = academy.ProgressOf(caller, module);
        return Command(
            $"spent {seconds}",
            (grain, key) => grain.PatchProgress(caller, key, progress, new ProgressPatch(null, seconds)),
            answer => ($"{answer.SecondsSpent} {answer.Completed}", null)
        );
    }

    private async Task Command<T>(
        string effect,
        Func<ILearningGrain, CommandKey, Task<Outcome<T>>> send,
        Func<T, (string Text, long? Seq)> read
    )
    {
        var key = new CommandKey($"{name}-{++keys}", effect);
        done.Add(Attempts);
        await Attempts();

        async Task Attempts()
        {
            for (var attempt = 1; attempt <= 12; attempt++)
            {
                academy.History.Sent(name, stream, key.Id, effect);
                switch (
                    await academy.AskAsync(NodeToAsk(), grains =>
                        send(grains.GetGrain<ILearningGrain>(caller.Key), key)
                    )
                )
                {
                    case { Unknown: true }:
                        node = Chance.OneIn(2) ? node : null;
                        academy.History.Unanswered(name, key.Id);
                        break;
                    case { NotTaken: { } reason }:
                        academy.History.NotTaken(name, key.Id, reason);
                        break;
                    case { Answer: { Accepted: true } outcome }:
                        var (text, seq) = read(outcome.Answer);
                        academy.World.Trace($"{key.Id} {text}");
                        academy.History.Answered(name, key.Id, text, seq);
                        academy.Heard(stream, seq ?? 0);
                        return;
                    case { Answer: { } outcome }:
                        academy.History.Refused(name, key.Id, outcome.Refusal!.Code);
                        return;
                }
                if (attempt > 2 && Chance.OneIn(6))
                    return; // The client gives up; nobody will ever know.
                await academy.Delay(Chance.Milliseconds(10, 1_500));
            }
        }
    }

    /// <summary>Asks the owner where the stream stands.</summary>
    private async Task Look()
    {
        var begun = academy.History.ReadBegun(name, stream);
        // A load balancer may not know yet who was replaced.
        var asked = Chance.OneIn(3) ? academy.AnyNode() : NodeToAsk();
        // With what they know, or from nothing. In a cluster only the first makes an owner look that is behind without
        // knowing; the lease of a process that is alone covers both, and the second proves it.
        var from = academy.IsCluster && Chance.OneIn(2) ? academy.HeardOf(stream) : null;
        var isHeldTwice = academy.IsHeldTwice(caller);
        var reply = await academy.AskAsync(asked, async grains =>
            (Outcome<JoinAnswer>)await grains.GetGrain<IUserGrain>(caller.Key).Stream().Join(caller, from)
        );
        if (
            reply.Answer is not { Accepted: true, Answer.Verdict: not StreamVerdict.Refused } outcome
            || (from is null && (isHeldTwice || academy.IsHeldTwice(caller)))
        )
        {
            return;
        }
        academy.History.ReadAnswered(begun, outcome.Answer.Seq);
        academy.Heard(stream, outcome.Answer.Seq);
    }

    private async Task Levels()
    {
        var reply = await academy.AskAsync(NodeToAsk(), async grains =>
            (Outcome<Academy.Gamification.GameView>)
                await grains.GetGrain<Academy.Gamification.IGamificationGrain>(caller.Key).GetGame()
        );
        if (reply.Answer is { Accepted: true } outcome)
            academy.World.Trace($"{name} has {outcome.Answer.Xp}");
    }

    /// <summary>Another learner's stream is none of mine.</summary>
    private async Task Trespass()
    {
        var key = new CommandKey($"{name}-{++keys}", "trespass");
        var client = $"stranger-to-{name}";
        academy.History.Sent(client, stream, key.Id, $"trespass {key.Id}");
        var module = academy.Course.Modules[0].Id;
        var reply = await academy.AskAsync(NodeToAsk(), grains =>
            grains.GetGrain<ILearningGrain>(caller.Key).CompleteModule(stranger, key, enrollment, module)
        );
        if (reply.Answer is { Accepted: true })
            academy.History.Answered(client, key.Id, "done");
        else if (reply.Answer is { } refused)
            academy.History.Refused(client, key.Id, refused.Refusal!.Code);
        else
            academy.History.Unanswered(client, key.Id);
    }
}
