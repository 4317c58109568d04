using Academy.Accounts;
using Academy.Commands;
using Academy.Operations;

namespace Academy.Streams.Watching;

internal sealed class WatchedView<TView> : IWatchedView<TView>, IStreamExtension
    where TView : class
{
    private readonly StreamWatchers watchers;
    private readonly string epoch;
    private IViewSource<TView>? source;
    private StreamMessage? latest;

    public WatchedView(string kind, IStreamHost host, string epoch)
    {
        (Host, this.epoch, watchers) = (host, epoch, new(host.Clock));
        (Organization, var id) = GrainKey.Parse(host.Key);
        Name = new StreamName(kind, id);
    }

    public StreamName Name { get; }

    public OrganizationId Organization { get; }

    public IStreamHost Host { get; }

    public bool IsWatched => watchers.Any;

    public long Version { get; private set; } = 1;

    public void Show(IViewSource<TView> source) => this.source = source;

    public void Publish(TView view, DateTimeOffset at)
    {
        if (source is null)
            return;
        Version++;
        var message = latest = new StreamMessage(Version, source.MessageType, at, source.Encode(view));
        watchers.Publish(epoch, _ => [message]);
    }

    public async Task<JoinAnswer> Join(Caller viewer, StreamCursor? from) =>
        source is { } shown && await shown.AudienceOf(viewer) is { } audience
            ? await Snapshot(shown, audience)
            : JoinAnswer.Refused(StreamRefusals.NotAllowed);

    public async Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream stream, StreamCursor? from)
    {
        if (source is not { } shown)
            return JoinAnswer.Refused(StreamRefusals.NotAllowed);
        watchers.Add(watcher, stream);
        // A node that is up to date only renews its watch; one that is behind gets the latest version, which is all
        // there is.
        if (from is null || from.Epoch != epoch || (from.Seq != Version && latest is null))
            return await Snapshot(shown, stream.Audience);
        return new JoinAnswer(
            StreamVerdict.Resumed,
            epoch,
            Version,
            stream.Audience,
            null,
            from.Seq == Version ? [] : [latest!],
            null
        );
    }

    public Task Unwatch(IStreamWatcher watcher, WatchedStream stream)
    {
        watchers.Remove(watcher, stream);
        return Task.CompletedTask;
    }

    public Task<Inspection> Inspect()
    {
        var state = source?.Inspect() ?? [];
        return Task.FromResult(new Inspection(Stream: null, Version, state.Length, source is null ? null : state));
    }

    private async Task<JoinAnswer> Snapshot(IViewSource<TView> shown, Audience audience)
    {
        var view = await shown.Current();
        return new JoinAnswer(StreamVerdict.Snapshot, epoch, Version, audience, shown.Encode(view), [], null);
    }
}
