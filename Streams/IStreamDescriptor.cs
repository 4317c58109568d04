using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Journal;

namespace Academy.Streams;

/// <summary>What is the same for all streams of a kind. One per kind, registered with its slice.</summary>
public interface IStreamDescriptor<TCore>
    where TCore : class, ICore, new()
{
    /// <summary>How the state is kept in snapshots.</summary>
    JsonTypeInfo<TCore> State { get; }

    /// <summary>How an answer is kept for repeats.</summary>
    JsonTypeInfo<TAnswer> Answer<TAnswer>() => (JsonTypeInfo<TAnswer>)State.Options.GetTypeInfo(typeof(TAnswer));

    /// <summary>
    /// Who may send commands at all; null: the caller may. What it refuses is refused only after the command's id was
    /// looked up.
    /// </summary>
    Refusal? MayCommand(StreamIdentity stream, Caller caller) => null;

    /// <summary>
    /// How the viewer may see the stream; null: not at all. Asked only where the stream shows something.
    /// </summary>
    ValueTask<Audience?> AudienceOf(IJournaledStream<TCore> stream, Caller viewer) => new((Audience?)null);

    /// <summary>
    /// What an operator sees of the state, as UTF-8 JSON: all but secrets and sealed words, unless the kind says
    /// otherwise.
    /// </summary>
    byte[] Inspect(byte[] state) => Redaction.Of(state);
}

/// <summary>A kind of stream that many grains feed.</summary>
public interface IFeedDescriptor<TCore> : IStreamDescriptor<TCore>
    where TCore : class, ICore, new()
{
    /// <summary>The one event that these rows become.</summary>
    object EventOf(IReadOnlyList<FeedRow> rows);
}

/// <summary>What an activation shows of its stream: the forms in which state and events are sent.</summary>
public interface IStreamView
{
    /// <summary>Fetches what <see cref="EncodeSnapshot"/> needs besides the state.</summary>
    ValueTask PrepareSnapshot() => default;

    /// <summary>The state as the audience may see it, UTF-8 JSON.</summary>
    byte[] EncodeSnapshot(Audience audience);

    /// <summary>
    /// Opens what is sealed in these events, once for all of them, and fetches what else their wire forms need.
    /// </summary>
    ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events) => default;
}
