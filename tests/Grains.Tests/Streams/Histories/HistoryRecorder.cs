using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Academy.Commands;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Streams.Histories;

/// <summary>
/// What one viewer of a stream is sent, from its first snapshot on: the messages as they come, a fresh snapshot after
/// each step, and in the end all messages once more, as whoever resumes gets them.
/// </summary>
internal sealed partial class HistoryRecorder
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Time passes between two steps, so that what happens at different times has different times.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly JsonArray steps = [];
    private readonly RunningAcademy academy;
    private readonly WatchedStream stream;
    private readonly Caller viewer;
    private readonly Watcher watcher;
    private long head;

    private HistoryRecorder(RunningAcademy academy, WatchedStream stream, Caller viewer)
    {
        (this.academy, this.stream, this.viewer) = (academy, stream, viewer);
        watcher = Watcher.Of(academy.Grains);
    }

    /// <summary>The types of all messages that were recorded.</summary>
    public IEnumerable<string> Types => watcher.Messages.Select(message => message.Type);

    private IStreamExtension Owner =>
        academy
            .Services.GetRequiredService<StreamOwners>()
            .TryFind(stream.Organization, stream.Name, out var owner, out _)
            ? owner
            : throw new InvalidOperationException($"Nobody owns {stream.Name}.");

    public static async Task<HistoryRecorder> StartAsync(
        RunningAcademy academy,
        string name,
        Audience audience,
        Caller viewer
    )
    {
        Assert.True(StreamName.TryParse(name, out var parsed));
        var recorder = new HistoryRecorder(academy, new WatchedStream(viewer.Organization, parsed, audience), viewer);
        recorder.head = (await recorder.Owner.Watch(recorder.watcher.Reference, recorder.stream, from: null)).Seq;
        await recorder.SnapshotAsync();
        return recorder;
    }

    public async Task RenewAsync() =>
        Assert.Empty((await Owner.Watch(watcher.Reference, stream, new StreamCursor(academy.Epoch, head))).Messages);

    /// <summary>Something happens that is these messages, in this order; then a fresh snapshot is taken.</summary>
    public async Task StepAsync<T>(Func<Task<Outcome<T>>> command, params string[] types)
    {
        await Task.Delay(Pause);
        RunningAcademy.Accept(await command());
        await StepAsync(types);
    }

    public async Task StepAsync(params string[] types)
    {
        var before = watcher.Messages.Count;
        await watcher.UntilAsync(messages => messages.Count >= before + types.Length, string.Join(", ", types));
        Assert.Equal(types, watcher.Messages.Skip(before).Select(message => message.Type));
        head = watcher.Messages[^1].Seq;
        await Task.Delay(Pause); // A view says when it was made.
        await SnapshotAsync();
    }

    /// <summary>The recording as it is committed.</summary>
    public async Task<string> WriteAsync()
    {
        var first = steps[0]!["seq"]!.GetValue<long>();
        var again = await Owner.Join(viewer, new StreamCursor(academy.Epoch, first));
        // A view is never resumed: its latest version is all there is.
        var resumed = again.Verdict == StreamVerdict.Resumed ? again.Messages : [];
        return WithoutChance(
            $$"""
            {
            "stream": "{{stream.Name}}",
            "viewer": "{{viewer.User}}",
            "steps": {{Lines(steps)}},
            "live": {{Lines(Messages(watcher.Messages))}},
            "resumed": {{Lines(Messages(resumed))}}
            }

            """.ReplaceLineEndings("\n")
        );
    }

    /// <summary>An item a line: so a change is read in the diff.</summary>
    private static string Lines(JsonArray items) =>
        $"[\n{string.Join(",\n", items.Select(item => item!.ToJsonString(Plain)))}\n]";

    private async Task SnapshotAsync()
    {
        var answer = await Owner.Join(viewer, from: null);
        Assert.Equal((StreamVerdict.Snapshot, head), (answer.Verdict, answer.Seq));
        steps.Add(new JsonObject { ["seq"] = answer.Seq, ["snapshot"] = JsonNode.Parse(answer.Snapshot!.Value.Span) });
    }

    private static JsonArray Messages(IEnumerable<StreamMessage> messages) =>
        new([
            .. messages.Select(message => new JsonObject
            {
                ["seq"] = message.Seq,
                ["type"] = message.Type,
                ["at"] = JsonSerializer.SerializeToNode(message.At, Contracts.ContractJson.Default.DateTimeOffset),
                ["data"] = JsonNode.Parse(message.Data.Span),
            }),
        ]);

    /// <summary>Times become seconds in their order, and what begins with a time is put to 1.</summary>
    private static string WithoutChance(string text)
    {
        var times = Time()
            .Matches(text)
            .Select(match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Index()
            .ToDictionary(time => time.Item, time => $"2026-03-02T09:{time.Index / 60:00}:{time.Index % 60:00}.000Z");
        return Version().Replace(Time().Replace(text, match => times[match.Value]), "\"version\":1");
    }

    [GeneratedRegex(@"2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"""version"":\d{10,}")]
    private static partial Regex Version();
}
