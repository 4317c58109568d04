using System.Text;
using Academy.Accounts;
using Academy.Commands;
using Academy.Gamification;
using Academy.Learning;
using Academy.Operations;
using Academy.Streams;
using Academy.Users;
using Orleans;

namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>A stream's owner in memory. It keeps the contract, and can be told to be unlucky.</summary>
internal sealed class FakeOwner(string kind, string key)
    : IUserGrain,
        ICourseActivityGrain,
        ILeaderboardGrain,
        IStreamExtension
{
    private readonly Lock gate = new();
    private readonly Dictionary<WatchedStream, HashSet<IStreamWatcher>> watchers = [];
    private readonly List<StreamMessage> messages = [];
    private string epoch = "e1";

    /// <summary>What becomes of the next pushes: true loses one.</summary>
    public Queue<bool> Losses { get; } = new();

    /// <summary>Awaited within every answer, after it has been made: what happens meanwhile is not in it.</summary>
    public Func<Task> OnItsWay { get; set; } = () => Task.CompletedTask;

    public int Joins { get; private set; }

    public int Watches { get; private set; }

    public int LatestAsked { get; private set; }

    /// <summary>How many questions for what is told by signals fail.</summary>
    public int LatestFailures { get; set; }

    public int WatcherCount
    {
        get
        {
            lock (gate)
                return watchers.Values.Sum(nodes => nodes.Count);
        }
    }

    public long Head
    {
        get
        {
            lock (gate)
                return messages.Count;
        }
    }

    /// <summary>Who may see the stream, and how.</summary>
    public Func<Caller, Audience?> AudienceOf { get; set; } =
        caller =>
            kind switch
            {
                "user" => caller.Key == key || caller.Role == Role.Admin ? Audience.Self : null,
                "course" => caller.Role >= Role.Instructor ? Audience.Instructor : null,
                _ => Audience.Member,
            };

    public async Task<JoinAnswer> Join(Caller viewer, StreamCursor? from)
    {
        JoinAnswer answer;
        lock (gate)
        {
            Joins++;
            answer = AudienceOf(viewer) is { } audience
                ? Answer(audience, from)
                : JoinAnswer.Refused(StreamRefusals.NotAllowed);
        }
        await OnItsWay();
        return answer;
    }

    public async Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from)
    {
        JoinAnswer answer;
        lock (gate)
        {
            Watches++;
            if (!watchers.TryGetValue(stream, out var nodes))
                watchers.Add(stream, nodes = []);
            nodes.Add(watcher);
            answer = Answer(stream.Audience, from, watched: true);
        }
        await OnItsWay();
        return answer;
    }

    public Task Unwatch(IStreamWatcher watcher, WatchedStream stream)
    {
        lock (gate)
        {
            if (watchers.TryGetValue(stream, out var nodes))
                nodes.Remove(watcher);
        }
        return Task.CompletedTask;
    }

    /// <summary>Appends events in one commit and publishes them.</summary>
    public void Commit(int count = 1, int bytes = 0) => Commit(count, bytes, ends: []);

    /// <summary>Appends events in one commit; after those that name somebody they may not see the stream.</summary>
    public void Commit(params UserId[]?[] ends) => Commit(ends.Length, bytes: 0, ends);

    public void Signal(string key, string data)
    {
        lock (gate)
        {
            foreach (var (stream, nodes) in watchers)
            {
                foreach (var node in nodes)
                    _ = node.OnSignal(
                        stream,
                        new("tests.signalled", DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(data), key)
                    );
            }
        }
    }

    private void Commit(int count, int bytes, UserId[]?[] ends)
    {
        lock (gate)
        {
            var first = messages.Count;
            for (var i = 0; i < count; i++)
            {
                var seq = messages.Count + 1;
                var data = $$"""{"n":{{seq}},"text":"{{new string('x', bytes)}}"}""";
                messages.Add(
                    new(seq, "tests.happened", DateTimeOffset.UnixEpoch.AddSeconds(seq), Encoding.UTF8.GetBytes(data))
                    {
                        Ends = ends.ElementAtOrDefault(i),
                    }
                );
            }
            if (Losses.TryDequeue(out var lost) && lost)
                return;
            Publish(messages.GetRange(first, count));
        }
    }

    /// <summary>Publishes what was published before.</summary>
    public void Repeat(long seq)
    {
        lock (gate)
            Publish([messages[(int)seq - 1]]);
    }

    /// <summary>Publishes a message that it never appended.</summary>
    public void Publish(long seq)
    {
        lock (gate)
            Publish([new(seq, "tests.invented", DateTimeOffset.UnixEpoch, StreamMessage.NoData)]);
    }

    /// <summary>Forgets its watchers, as an activation that is made anew does.</summary>
    public void Reactivate()
    {
        lock (gate)
            watchers.Clear();
    }

    /// <summary>Comes back with another history.</summary>
    public void Restore(string newEpoch, int keep)
    {
        lock (gate)
        {
            epoch = newEpoch;
            messages.RemoveRange(keep, messages.Count - keep);
            watchers.Clear();
        }
    }

    /// <summary>Nothing is told by signals only here.</summary>
    public Task SignalLatest() =>
        ++LatestAsked <= LatestFailures ? Task.FromException(new TimeoutException()) : Task.CompletedTask;

    public Task<Inspection> Inspect() => throw new NotSupportedException();

    public Task Nudge() => throw new NotSupportedException();

    public Task<Outcome<LeaderboardView>> Get(Caller viewer, int limit) => throw new NotSupportedException();

    public Task Update(IReadOnlyList<LearnerTotal> totals) => throw new NotSupportedException();

    private JoinAnswer Answer(Audience audience, StreamCursor? from, bool watched = false)
    {
        var head = messages.Count;
        if (kind == "leaderboard" && watched && from?.Epoch == epoch)
            return new(
                StreamVerdict.Resumed,
                epoch,
                head,
                audience,
                null,
                from.Seq == head ? [] : [messages[^1]],
                null
            );
        if (
            from is not null
            && from.Epoch == epoch
            && from.Seq <= head
            && head - from.Seq <= ResumeLimits.EventsMax
            && kind != "leaderboard"
        )
            return new(
                StreamVerdict.Resumed,
                epoch,
                head,
                audience,
                null,
                messages.GetRange((int)from.Seq, head - (int)from.Seq),
                null
            );
        var snapshot = Encoding.UTF8.GetBytes($$"""{"total":{{head}}}""");
        return new(StreamVerdict.Snapshot, epoch, head, audience, snapshot, [], null);
    }

    private void Publish(IReadOnlyList<StreamMessage> published)
    {
        foreach (var (stream, nodes) in watchers)
        {
            foreach (var node in nodes)
                _ = node.OnMessages(stream, epoch, published);
        }
    }
}

/// <summary>Hands out one fake owner per stream.</summary>
internal sealed partial class FakeGrains : IGrainFactory
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Kind, string Key), FakeOwner> owners =
        new();

    public FakeOwner Owner(string kind, string key) =>
        owners.GetOrAdd((kind, key), id => new FakeOwner(id.Kind, id.Key));

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var kind =
            typeof(TGrainInterface) == typeof(IUserGrain) ? "user"
            : typeof(TGrainInterface) == typeof(ICourseActivityGrain) ? "course"
            : "leaderboard";
        return (TGrainInterface)(object)Owner(kind, primaryKey);
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => (TGrainObserverInterface)obj;

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();
}
