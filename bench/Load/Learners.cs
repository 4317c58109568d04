using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Academy.Load;

/// <summary>
/// Learners who complete their modules in order, each as soon as a turn comes, and who do as a client does: a request
/// that nobody answered, or that a server was too busy for, is sent again under the same id, to the next address.
/// </summary>
internal sealed class Learners(IReadOnlyList<Uri> addresses, PreparedCourse course, int learners) : IDisposable
{
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly HttpClient http = new(
        new SocketsHttpHandler { MaxConnectionsPerServer = 256, ConnectTimeout = TimeSpan.FromSeconds(1) }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    private readonly int[] completed = new int[learners];
    private readonly long[] heads = new long[learners];
    private readonly List<int> latencies = [];
    private readonly Lock gate = new();
    private int attemptsFailed;
    private int failed;
    private string? firstFailure;

    /// <summary>Modules that a learner was told to have completed.</summary>
    public IReadOnlyList<int> Completed => completed;

    /// <summary>Numbers, in the learners' streams, of the latest completions that they were told of.</summary>
    public IReadOnlyList<long> Heads => heads;

    /// <summary>Requests that were not answered well at first, and were sent again.</summary>
    public int AttemptsFailed => Volatile.Read(ref attemptsFailed);

    /// <summary>Requests that nobody answered well within their patience.</summary>
    public int Failed => Volatile.Read(ref failed);

    public string? FirstFailure => firstFailure;

    /// <summary>Microseconds from sending a request first to its answer, since last asked.</summary>
    public int[] TakeLatencies()
    {
        lock (gate)
        {
            var taken = latencies.ToArray();
            latencies.Clear();
            return taken;
        }
    }

    /// <summary>
    /// So many clients complete modules of their own learners, each so often, until they are told to stop.
    /// </summary>
    public async Task RunAsync(int clients, TimeSpan every, CancellationToken stop)
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(async client =>
                {
                    try
                    {
                        // One module after the other, each for all of the client's own learners in turn.
                        for (var module = 0; module < course.Modules.Length; module++)
                        {
                            for (var learner = client; learner < learners; learner += clients)
                            {
                                if (completed[learner] == module)
                                    await CompleteNext(learner, client + learner);
                                await Task.Delay(every, stop);
                            }
                        }
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested)
                    {
                        // Enough.
                    }
                })
        );
    }

    /// <summary>Completes the learner's next module, however often it has to be asked for.</summary>
    /// <returns>When it was answered, as a timestamp; null if it was not within the patience.</returns>
    public async Task<long?> CompleteNext(int learner, int firstAddress)
    {
        var (began, module) = (Stopwatch.GetTimestamp(), completed[learner]);
        var path = $"api/v1/progress/mark-completed/{course.Learners[learner].Enrollment}/{course.Modules[module]}";
        var id = $"load-{learner}-{module}";
        string? trouble = null;
        for (var attempt = 0; Stopwatch.GetElapsedTime(began) < RequestPatience; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    new Uri(addresses[(firstAddress + attempt) % addresses.Count], path)
                );
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", course.Learners[learner].Token);
                request.Headers.Add("Idempotency-Key", id);
                using var answer = await http.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                {
                    var now = Stopwatch.GetTimestamp();
                    using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                    heads[learner] = said.RootElement.GetProperty("seq").GetInt64();
                    completed[learner]++;
                    lock (gate)
                        latencies.Add((int)Stopwatch.GetElapsedTime(began, now).TotalMicroseconds);
                    return now;
                }
                trouble = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                if ((int)answer.StatusCode is not (>= 500 or 429))
                    break;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                trouble = e.Message;
            }
            Interlocked.Increment(ref attemptsFailed);
            await Task.Delay(Pause);
        }
        Interlocked.Increment(ref failed);
        Interlocked.CompareExchange(ref firstFailure, trouble, null);
        return null;
    }

    /// <summary>Completions that were acknowledged, and of which the server knows nothing.</summary>
    public async Task<int> LostAsync()
    {
        var lost = 0;
        await Parallel.ForAsync(
            0,
            learners,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (learner, stop) =>
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri(addresses[0], $"api/v1/progress/course/{course.Learners[learner].Enrollment}")
                );
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", course.Learners[learner].Token);
                using var answer = await http.SendAsync(request, stop);
                answer.EnsureSuccessStatusCode();
                using var progress = await JsonDocument.ParseAsync(
                    await answer.Content.ReadAsStreamAsync(stop),
                    cancellationToken: stop
                );
                Interlocked.Add(
                    ref lost,
                    Math.Max(0, completed[learner] - progress.RootElement.GetProperty("completedModules").GetInt32())
                );
            }
        );
        return lost;
    }

    public void Dispose() => http.Dispose();
}
