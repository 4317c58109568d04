using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;

namespace Academy.Streams;

/// <summary>
/// Work for the owner of another stream, left in the append of its cause and brought by the outbox. The cause's stream
/// and number are the id of the command that the owner gets, so that it counts once, however often it is brought.
/// </summary>
/// <remarks>
/// The receiver must pass the key on to its <c>Execute</c>. It is recognised for as long as commands are kept; what
/// must count once for ever has a natural key in the receiver's state besides.
/// </remarks>
public abstract class Delivery<TMessage>(string kind, JsonTypeInfo<TMessage> json) : IOutboxHandler
    where TMessage : class
{
    public string Kind => kind;

    /// <param name="receiver">Key of the grain that is to take it up.</param>
    /// <param name="stream">The stream of the cause.</param>
    /// <param name="seq">The number of the cause.</param>
    /// <param name="message">What the receiver needs to know: ids, not what somebody wrote.</param>
    public OutboxItem To(string receiver, string stream, long seq, TMessage message)
    {
        using var data = new MemoryStream();
        using (var writer = new Utf8JsonWriter(data))
        {
            writer.WriteStartObject();
            writer.WriteString("receiver", receiver);
            writer.WriteNumber("seq", seq);
            writer.WritePropertyName("message");
            JsonSerializer.Serialize(writer, message, json);
            writer.WriteEndObject();
        }
        return new OutboxItem(DerivedId.Of(kind, Guid.Empty, $"{receiver} {stream} {seq}"), kind, data.ToArray());
    }

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        using var data = JsonDocument.Parse(work.Data);
        var (receiver, message) = (
            data.RootElement.GetProperty("receiver").GetString()!,
            data.RootElement.GetProperty("message")
        );
        var id = $"{kind} of {work.SourceStream} {data.RootElement.GetProperty("seq").GetInt64()}";
        var hash = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(message.GetRawText())).AsSpan(0, 16)
        );
        return await DeliverAsync(receiver, new CommandKey(id, hash), message.Deserialize(json)!) is { } refusal
            ? OutboxResult.Never($"It was refused: {refusal.Code}.")
            : OutboxResult.Done;
    }

    /// <summary>Sends the command to the receiver.</summary>
    /// <param name="receiver">Its key.</param>
    /// <param name="key">The command's id.</param>
    /// <param name="message">What was left for it.</param>
    /// <returns>Why it was refused, if it was.</returns>
    protected abstract Task<Refusal?> DeliverAsync(string receiver, CommandKey key, TMessage message);
}
