using System.Text.Json;

namespace Academy.Processes.Clients;

/// <summary>What one client knows of one stream, across all its connections; counts whatever should not have come.</summary>
/// <param name="stream">As the client names it.</param>
/// <param name="versioned">A versioned view: numbers grow, but need not be next to each other.</param>
internal sealed class StreamView(string stream, bool versioned = false)
{
    private readonly Lock gate = new();
    private readonly List<JsonElement> events = [];
    private readonly List<JsonElement> early = [];
    private bool answered;
    private long seq;

    public string Stream => stream;

    public string? Epoch { get; private set; }

    /// <summary>The first number that was not part of the snapshot, less one.</summary>
    public long Joined { get; private set; } = -1;

    public int Resumed { get; private set; }

    public int Snapshots { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Numbers that never came, and that nobody spoke of.</summary>
    public long Missing { get; private set; }

    /// <summary>Events that came although the client had them.</summary>
    public long Repeated { get; private set; }

    public long Seq
    {
        get
        {
            lock (gate)
                return seq;
        }
    }

    /// <summary>All events since the first snapshot.</summary>
    public JsonElement[] Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    /// <summary>A connection is made: what comes now waits for the answer.</summary>
    public void Connecting()
    {
        lock (gate)
        {
            answered = false;
            early.Clear();
        }
    }

    /// <returns>False when the server refused.</returns>
    public bool Answered(JsonElement answer)
    {
        lock (gate)
        {
            switch (answer.GetProperty("verdict").GetString())
            {
                case "resumed" when answer.GetProperty("epoch").GetString() == Epoch:
                    Resumed++;
                    foreach (var missed in answer.GetProperty("events").EnumerateArray())
                        Take(missed);
                    if (seq != answer.GetProperty("seq").GetInt64())
                        Missing++;
                    break;
                case "snapshot":
                    Snapshots++;
                    (Epoch, seq) = (answer.GetProperty("epoch").GetString(), answer.GetProperty("seq").GetInt64());
                    if (Joined < 0)
                        Joined = seq;
                    break;
                default:
                    Refused++;
                    return false;
            }
            answered = true;
            foreach (var e in early)
            {
                // The answer covers what came before it.
                if (e.GetProperty("seq").GetInt64() > seq)
                    Take(e);
            }
            early.Clear();
            return true;
        }
    }

    public void Pushed(JsonElement e)
    {
        lock (gate)
        {
            if (answered)
                Take(e);
            else
                early.Add(e);
        }
    }

    private void Take(JsonElement e)
    {
        var next = e.GetProperty("seq").GetInt64();
        if (next <= seq)
        {
            Repeated++;
            return;
        }
        if (!versioned)
            Missing += next - seq - 1;
        seq = next;
        if (!versioned)
            events.Add(e);
    }
}
