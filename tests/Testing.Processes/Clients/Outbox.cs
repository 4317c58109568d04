using System.Text.Json;
using Academy.Testing.Histories;

namespace Academy.Processes.Clients;

/// <summary>
/// What somebody has to say in a room: one message after the other, each kept until it is answered and said again,
/// under its own id, on every new connection.
/// </summary>
internal sealed class Outbox(History history, string client, string room)
{
    /// <summary>The number of its calls; those of a watcher's views are below.</summary>
    public const int Call = 1_000;

    private readonly Lock gate = new();
    private readonly Queue<string> waiting = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool sent;
    private int added;

    public int Acknowledged { get; private set; }

    /// <summary>The number of its latest message in the room.</summary>
    public long Seq { get; private set; }

    /// <summary>The first that was refused for good, and why.</summary>
    public string? Refusal { get; private set; }

    public bool IsEmpty
    {
        get
        {
            lock (gate)
                return waiting.Count == 0;
        }
    }

    private string Stream => $"academy/room:{room}";

    /// <summary>A message that begins with its id, so that nobody can be given another's words.</summary>
    public void Say(string words)
    {
        lock (gate)
        {
            waiting.Enqueue($"{client[..8]}-{++added} {words}");
            more.TrySetResult();
        }
    }

    /// <summary>Done when there may be something to send.</summary>
    public Task MoreAsync()
    {
        lock (gate)
            return sent || waiting.Count == 0 ? more.Task : Task.CompletedTask;
    }

    /// <summary>What is to be sent now, if anything: the method and its arguments.</summary>
    public (string Target, string Arguments)? Next()
    {
        lock (gate)
        {
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (sent || !waiting.TryPeek(out var body))
                return null;
            sent = true;
            history.Sent(client, Stream, IdOf(body), IdOf(body));
            return (
                "SendMessage",
                $"{JsonSerializer.Serialize(room)},{JsonSerializer.Serialize(IdOf(body))},"
                    + $"{{\"body\":{JsonSerializer.Serialize(body)}}}"
            );
        }
    }

    /// <summary>A new connection: what was not answered is sent again.</summary>
    public void Connecting()
    {
        lock (gate)
        {
            if (sent)
                history.Unanswered(client, IdOf(waiting.Peek()));
            sent = false;
        }
    }

    /// <returns>False when it has to be tried again on a new connection.</returns>
    public bool Answered(JsonElement message)
    {
        lock (gate)
        {
            var id = IdOf(waiting.Peek());
            if (message.TryGetProperty("result", out var result))
            {
                Seq = result.GetProperty("seq").GetInt64();
                history.Answered(client, id, result.GetRawText(), Seq);
                Acknowledged++;
            }
            else
            {
                var error = message.GetProperty("error").GetString()!;
                if (!error.Contains("chat.", StringComparison.Ordinal))
                    return false; // Whether it happened, nobody has said.
                history.Refused(client, id, error);
                Refusal ??= $"{id}: {error}";
            }
            waiting.Dequeue();
            sent = false;
            more.TrySetResult();
            return true;
        }
    }

    private static string IdOf(string body) => body[..body.IndexOf(' ', StringComparison.Ordinal)];
}
