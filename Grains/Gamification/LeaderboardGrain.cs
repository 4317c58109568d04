using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;
using Academy.Gamification;
using Academy.Grains.Accounts;
using Academy.Grains.Streams;
using Academy.Streams;
using Academy.Streams.Watching;
using Academy.Identifiers;
using Academy.Operations;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Gamification;

/// <summary>
/// A board in memory. It boots from the read models' sums and is then kept by absolute totals, each with the number of
/// the stream it comes from. Not journaled: a version number and an epoch of its own, and every subscription begins with
/// a snapshot.
/// </summary>
internal sealed class LeaderboardGrain(
    ILeaderboardTotals totals, LeaderboardFeeder feeder, Names names, TimeProvider clock, IdSource ids)
    : Grain, ILeaderboardGrain, IStreamExtension
{
    private readonly StreamWatchers watchers = new(clock);
    private readonly string epoch = ids.Next().ToString("N");
    private Ranking ranking = new();
    private string organization = "";
    private string scope = "";
    private string period = "";
    private int doubts;
    private long version = 1;
    private long topChanges;
    private int topNames;
    private long topMade;
    private long pushedChanges;
    private int pushedNames;
    private IReadOnlyList<LeaderboardEntry>? top;
    private LeaderboardChanged? pushed;
    private StreamMessage? latest;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (organizationId, name) = GrainKey.Parse(this.GetPrimaryKeyString());
        (organization, scope) = (organizationId.Value, name);
        if (!LeaderboardScopes.Exists(scope))
            return;
        await Boot(cancellationToken);
        this.RegisterGrainTimer(Push, new GrainTimerCreationOptions(LeaderboardLimits.PushInterval, LeaderboardLimits.PushInterval));
    }

    public async Task<Outcome<LeaderboardView>> Get(Caller viewer, int limit)
    {
        if (!IsBoard())
            return LeaderboardRefusals.NotFound;
        await feeder.Flush();
        await Roll(default);
        var entries = await Top();
        var me = ranking.TryGet(viewer.User, out var own) && own.Xp > 0
            ? new OwnRank(ranking.RankOf(own.Xp), own.Xp)
            : new OwnRank(null, 0);
        var count = Math.Clamp(limit, 1, LeaderboardLimits.EntriesMax);
        return new LeaderboardView(scope, clock.GetUtcMilliseconds(), entries.Count > count ? [.. entries.Take(count)] : entries, me);
    }

    public Task Update(IReadOnlyList<LearnerTotal> learners)
    {
        foreach (var learner in learners)
        {
            if (learner.Period != period || !ranking.Set(learner.User, learner.Xp, learner.TotalXp, learner.Seq))
                continue;
            // Totals only grow: who ends below the last of the entries was none of them. Most changes are of this kind.
            if (top is not [.., var last] || top.Count < LeaderboardLimits.EntriesMax || learner.Xp >= last.Xp)
                (topChanges, top) = (topChanges + 1, null);
        }
        return Task.CompletedTask;
    }

    public Task<Inspection> Inspect()
    {
        var state = JsonSerializer.SerializeToUtf8Bytes(
            new BoardInspection(scope, period, version, ranking.Count, watchers.Any), LeaderboardJson.Default.BoardInspection);
        return Task.FromResult(new Inspection(Stream: null, Seq: version, state.Length, state));
    }

    public async Task<JoinAnswer> Join(Caller viewer, StreamCursor? from) =>
        IsBoard() && viewer.Organization.Value == organization
            ? await Snapshot()
            : JoinAnswer.Refused(StreamRefusals.NotAllowed);

    public async Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from)
    {
        watchers.Add(watcher, stream);
        // A node that is up to date only renews its watch; one that is behind gets the latest version, which is all there is.
        if (from is null || from.Epoch != epoch || (from.Seq != version && latest is null))
            return await Snapshot();
        return new JoinAnswer(StreamVerdict.Resumed, epoch, version, Audience.Member, null, from.Seq == version ? [] : [latest!], null);
    }

    public Task Unwatch(IStreamWatcher watcher, WatchedStream stream)
    {
        watchers.Remove(watcher, stream);
        return Task.CompletedTask;
    }

    private async Task<JoinAnswer> Snapshot()
    {
        await Roll(default);
        var view = await Current();
        return new JoinAnswer(StreamVerdict.Snapshot, epoch, version, Audience.Member, Encode(view), [], null);
    }

    private async Task Push(CancellationToken cancellationToken)
    {
        await Roll(cancellationToken);
        await Refill(cancellationToken);
        if ((pushedChanges == topChanges && pushedNames == names.Renamed) || !watchers.Any)
            return;
        (pushedChanges, pushedNames) = (topChanges, names.Renamed);
        var view = await Current();
        if (pushed is not null && pushed.Entries.SequenceEqual(view.Entries))
            return;
        pushed = view;
        version++;
        var message = latest = new StreamMessage(version, "leaderboard.changed", view.AsOf, Encode(view));
        watchers.Publish(epoch, _ => [message]);
    }

    /// <summary>A new week or month begins with an empty board.</summary>
    private async ValueTask Roll(CancellationToken cancellationToken)
    {
        if (LeaderboardScopes.PeriodOf(scope, clock.GetUtcNow()) != period)
            await Boot(cancellationToken);
    }

    /// <summary>Totals got lost on their way: they are found where they came from.</summary>
    private async ValueTask Refill(CancellationToken cancellationToken)
    {
        var (before, now) = (doubts, feeder.Doubts);
        if (before == now)
            return;
        doubts = now;
        try
        {
            await totals.FillAsync(ranking, organization, scope, clock.GetUtcNow(), cancellationToken);
        }
        catch
        {
            doubts = before; // And again at the next tick.
            throw;
        }
        (topChanges, top) = (topChanges + 1, null);
    }

    private async Task Boot(CancellationToken cancellationToken)
    {
        doubts = feeder.Doubts;
        var now = clock.GetUtcNow();
        var booted = new Ranking();
        (period, ranking) = (LeaderboardScopes.PeriodOf(scope, now), booted);
        try
        {
            await totals.FillAsync(booted, organization, scope, now, cancellationToken);
        }
        catch
        {
            period = ""; // The next who asks boots again: a board must not stay empty because its sums could not be read.
            throw;
        }
        (topChanges, top) = (topChanges + 1, null);
    }

    /// <summary>Whoever asks for a board that does not exist leaves nothing behind.</summary>
    private bool IsBoard()
    {
        var exists = LeaderboardScopes.Exists(scope);
        if (!exists)
            DeactivateOnIdle();
        return exists;
    }

    private async ValueTask<LeaderboardChanged> Current() =>
        new(clock.GetUtcMilliseconds(), [.. (await Top()).Take(LeaderboardLimits.PushedEntries)]);

    private async ValueTask<IReadOnlyList<LeaderboardEntry>> Top()
    {
        if (top is { } known && topNames == names.Renamed && clock.GetElapsedTime(topMade) < Names.HeldFor)
            return known;
        var (madeOf, madeWith) = (topChanges, names.Renamed);
        var first = ranking.Top(LeaderboardLimits.EntriesMax);
        await names.EnsureAsync(first.Select(f => f.User));
        var entries = new LeaderboardEntry[first.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (user, standing) = first[i];
            var rank = i > 0 && entries[i - 1].Xp == standing.Xp ? entries[i - 1].Rank : i + 1;
            entries[i] = new LeaderboardEntry(rank, user, names.Of(user), standing.Xp, Levels.Of(standing.TotalXp));
        }
        // What changed while names were fetched is in the next one.
        if (madeOf == topChanges)
            (top, topNames, topMade) = (entries, madeWith, clock.GetTimestamp());
        return entries;
    }

    private static byte[] Encode(LeaderboardChanged view) =>
        JsonSerializer.SerializeToUtf8Bytes(view, LeaderboardJson.Default.LeaderboardChanged);
}

/// <summary>A whole view of a board: <c>leaderboard.changed</c>, and the snapshot.</summary>
internal sealed record LeaderboardChanged(DateTimeOffset AsOf, IReadOnlyList<LeaderboardEntry> Entries);

/// <summary>What an operator sees of a board.</summary>
internal sealed record BoardInspection(string Scope, string Period, long Version, int Learners, bool IsWatched);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(LeaderboardChanged))]
[JsonSerializable(typeof(BoardInspection))]
internal sealed partial class LeaderboardJson : JsonSerializerContext;
