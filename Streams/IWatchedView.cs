using Academy.Accounts;
using Academy.Commands;
using Orleans;

namespace Academy.Streams;

/// <summary>
/// A view that a grain holds in memory and shows to those who watch: not journaled, with a version and an epoch of its
/// own. Each message is the whole view, and every subscription begins with a snapshot. A grain's constructor gets it by
/// <see cref="WatchedViewAttribute"/>; joining, watching and inspecting come with it.
/// </summary>
public interface IWatchedView<TView>
    where TView : class
{
    StreamName Name { get; }

    OrganizationId Organization { get; }

    IStreamHost Host { get; }

    bool IsWatched { get; }

    /// <summary>Grows with every view that is published.</summary>
    long Version { get; }

    /// <summary>Says where the view comes from. Before, nobody can watch.</summary>
    void Show(IViewSource<TView> source);

    /// <summary>Tells whoever watches.</summary>
    void Publish(TView view, DateTimeOffset at);
}

/// <summary>Where a watched view comes from, and in what form it is sent.</summary>
public interface IViewSource<TView>
    where TView : class
{
    /// <summary>The type of its messages.</summary>
    string MessageType { get; }

    /// <summary>How the viewer may see it; null: not at all.</summary>
    ValueTask<Audience?> AudienceOf(Caller viewer);

    /// <summary>The view as it is now.</summary>
    ValueTask<TView> Current();

    /// <summary>UTF-8 JSON.</summary>
    byte[] Encode(TView view);

    /// <summary>What an operator sees, UTF-8 JSON.</summary>
    byte[] Inspect();
}

/// <summary>
/// Marks the parameter of a grain's constructor through which it gets its <see cref="IWatchedView{TView}"/>.
/// </summary>
/// <param name="kind">What the stream's name begins with.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class WatchedViewAttribute(string kind) : Attribute, IFacetMetadata
{
    public string Kind => kind;
}
