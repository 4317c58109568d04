using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Streams.Slicing;

namespace Academy.Streams;

/// <summary>
/// A stream that several slices share. Each gets it as if it were its own, and shows its own part of the snapshot; none
/// sees the others' cores.
/// </summary>
public sealed class SlicedStream<TState> : IStreamView
    where TState : class, ISlicedCore, new()
{
    private readonly IJournaledStream<TState> stream;
    private readonly List<(string Name, IStreamView View)> parts = [];

    public SlicedStream(IJournaledStream<TState> stream)
    {
        this.stream = stream;
        stream.Show(this);
    }

    /// <summary>The stream as one slice has it.</summary>
    /// <param name="name">The name of its part in the snapshot.</param>
    /// <param name="core">Its core.</param>
    public IJournaledStream<TCore> Slice<TCore>(string name, Func<TState, TCore> core)
        where TCore : class, ICore, new() =>
        new SliceStream<TState, TCore>(stream, core, view => parts.Add((name, view)));

    public async ValueTask PrepareSnapshot()
    {
        foreach (var (_, view) in parts)
            await view.PrepareSnapshot();
    }

    public byte[] EncodeSnapshot(Audience audience)
    {
        using var snapshot = new MemoryStream();
        using (var writer = new Utf8JsonWriter(snapshot))
        {
            writer.WriteStartObject();
            foreach (var (name, view) in parts)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(view.EncodeSnapshot(audience), skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return snapshot.ToArray();
    }

    public async ValueTask<OpenedTexts> PrepareEvents(IReadOnlyList<object> events)
    {
        var opened = default(OpenedTexts);
        foreach (var (_, view) in parts)
            opened = opened.Or(await view.PrepareEvents(events));
        return opened;
    }
}
