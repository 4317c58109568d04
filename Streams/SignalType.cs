using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Academy.Streams;

/// <summary>A type of signals, and how its data are sent.</summary>
public sealed class SignalType<TData>(string name, JsonTypeInfo<TData> json)
{
    public WireForm Form { get; } = new(name, json);

    /// <param name="data">What is so now.</param>
    /// <param name="key">A later signal of the same key takes the place of an earlier one that was not sent
    /// yet.</param>
    /// <param name="at">When.</param>
    public StreamSignal Of(TData data, string key, DateTimeOffset at) =>
        new(name, at, JsonSerializer.SerializeToUtf8Bytes(data, json), key);
}
