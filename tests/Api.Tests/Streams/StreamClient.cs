using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Streams;

/// <summary>Reads streams as a client of the protocol does, and shows everything that it was told.</summary>
internal static class StreamClient
{
    public static async Task<StreamReply> ReadAsync(
        this HttpClient http,
        string address,
        string? ifNoneMatch = null,
        HttpMethod? method = null
    )
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var answer = await Within.Time(http.SendAsync(request), $"the answer to {address}");
        return new StreamReply(
            (int)answer.StatusCode,
            answer.Headers,
            answer.Content.Headers,
            await answer.Content.ReadAsStringAsync()
        );
    }

    public static async Task<EventStreamReader> FollowAsync(this HttpClient http, string address)
    {
        var answer = await Within.Time(
            http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead),
            $"the answer to {address}"
        );
        return new EventStreamReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    public static long[] Seqs(this IEnumerable<JsonElement> items) =>
        [.. items.Select(item => item.GetProperty("seq").GetInt64())];
}

/// <summary>An answer that is over.</summary>
internal sealed record StreamReply(
    int Status,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Body
)
{
    public string? Next => Header("Stream-Next-Offset");

    public string? Cursor => Header("Stream-Cursor");

    public bool IsUpToDate => Header("Stream-Up-To-Date") == "true";

    public string? Tag => Header("ETag");

    public JsonElement[] Items => [.. JsonSerializer.Deserialize<JsonElement>(Body).EnumerateArray()];

    public string? Code => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("code").GetString();

    private string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

/// <summary>Server-sent events, by the framework's own parser.</summary>
internal sealed class EventStreamReader(HttpResponseMessage answer, Stream body) : IDisposable
{
    private readonly IAsyncEnumerator<SseItem<string>> events = SseParser
        .Create(body)
        .EnumerateAsync()
        .GetAsyncEnumerator();

    public HttpResponseMessage Answer => answer;

    /// <summary>Where it has been told to go on.</summary>
    public string? Next { get; private set; }

    /// <summary>The messages of the next data; it has a control behind it.</summary>
    public async Task<JsonElement[]> ItemsAsync()
    {
        var (type, data) = await EventAsync() ?? throw new InvalidOperationException("The events have ended.");
        Assert.Equal("data", type);
        await ControlAsync();
        return [.. data.EnumerateArray()];
    }

    /// <summary>The next messages have these numbers, in however many pieces they come.</summary>
    public async Task ExpectAsync(params long[] seqs)
    {
        var came = new List<long>();
        while (came.Count < seqs.Length)
            came.AddRange((await ItemsAsync()).Seqs());
        Assert.Equal(seqs, came);
    }

    public async Task<JsonElement> ControlAsync()
    {
        var (type, data) = await EventAsync() ?? throw new InvalidOperationException("The events have ended.");
        Assert.Equal("control", type);
        Next = data.GetProperty("streamNextOffset").GetString();
        return data;
    }

    /// <summary>The next event; null when the server has ended them.</summary>
    public async Task<(string Type, JsonElement Data)?> EventAsync() =>
        await Within.Time(events.MoveNextAsync().AsTask(), "the next server-sent event")
            ? (events.Current.EventType, JsonSerializer.Deserialize<JsonElement>(events.Current.Data))
            : null;

    public void Dispose() => answer.Dispose();
}
