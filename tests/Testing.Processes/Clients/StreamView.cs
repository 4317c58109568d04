using System.Text.Json;
using Academy.Testing.Histories;

namespace Academy.Processes.Clients;

/// <summary>What one client knows of one stream, across all its connections; all of it goes into a history.</summary>
internal sealed class StreamView
{
    private readonly Lock gate = new();
    private readonly History history;
    private readonly string client;
    private readonly List<JsonElement> early = [];
    private bool answered;
    private long seq;

    public StreamView(History history, string client, string stream)
    {
        (this.history, this.client, Stream, Journaled) = (history, client, stream, $"academy/{stream}");
        if (IsVersioned)
            history.IsVersionedView(Journaled);
    }

    /// <summary>As the client names it.</summary>
    public string Stream { get; }

    /// <summary>A board: each message is the whole of it.</summary>
    public bool IsVersioned => Stream.StartsWith("leaderboard:", StringComparison.Ordinal);

    public string? Epoch { get; private set; }

    public int Resumed { get; private set; }

    public int Snapshots { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Resumes that did not bring what they promised.</summary>
    public int Short { get; private set; }

    public int Received { get; private set; }

    public long Seq
    {
        get
        {
            lock (gate)
                return seq;
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
                        Short++;
                    break;
                case "snapshot":
                    Snapshots++;
                    (Epoch, seq) = (answer.GetProperty("epoch").GetString(), answer.GetProperty("seq").GetInt64());
                    history.Snapshot(client, Journaled, Epoch!, seq);
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

    /// <summary>The stream as the journal names it.</summary>
    private string Journaled { get; }

    private void Take(JsonElement e)
    {
        seq = e.GetProperty("seq").GetInt64();
        Received++;
        history.Received(
            client,
            Journaled,
            e.GetProperty("epoch").GetString()!,
            seq,
            e.GetProperty("type").GetString()!,
            Happenings.ContentOf(e)
        );
    }
}
