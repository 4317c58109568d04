using System.Net.Http.Headers;
using System.Net.Sockets;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Processes.Servers;

namespace Academy.Processes.Rounds;

/// <summary>
/// SIGSTOP of a server for longer than anybody believes it alive; another takes its place; SIGCONT. What wakes up must
/// do nothing any more, and end.
/// </summary>
internal sealed class ReplacedServer : Fault
{
    public override string Name => "server replaced";

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        await using var old = stage.Server;
        old.Freeze();
        // As when the machine behind the connection is gone: PostgreSQL lets go of the name.
        await stage.Database.RowsAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'academy-name'"
        );
        var again = AnsweredAgainAsync(load);
        await stage.StartServerAsync(throughDoor: false);
        var recovery = await again;

        // Half of the learners still wait for its answer; and here it is asked for more.
        var asked = stage
            .Learners.SelectMany(learner =>
                new[] { AskAsync(old, learner), ReadAsync(old, learner, learner.Acknowledged.Count) }
            )
            .ToArray();
        old.Thaw();
        foreach (var wrong in await Task.WhenAll(asked))
            Assert.True(wrong is null, wrong);
        await old.Ended();
        return recovery;
    }

    /// <summary>What it remembers is the past, and to tell it as the present would be wrong.</summary>
    /// <returns>What was wrong with the answer.</returns>
    private static async Task<string?> ReadAsync(AcademyProcess server, Learner learner, int known)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", learner.Token);
        try
        {
            using var answer = await http.GetAsync(new Uri(server.Address, "/api/v1/progress/overall"));
            var completed = answer.IsSuccessStatusCode
                ? (await answer.ShouldBeAsync(200)).Number("completedModules")
                : known;
            return completed < known
                ? $"The replaced server told {learner.Id} of {completed} completions, who had {known}."
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null; // It is gone: as good as a refusal.
        }
    }

    /// <returns>What was wrong with the answer.</returns>
    private static async Task<string?> AskAsync(AcademyProcess server, Learner learner)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", learner.Token);
        try
        {
            using var answer = await http.PostAsync(
                new Uri(server.Address, $"/api/v1/progress/mark-completed/{learner.Untouched}"),
                null
            );
            return answer.IsSuccessStatusCode
                ? $"The replaced server answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null; // It is gone: as good as a refusal.
        }
    }
}
