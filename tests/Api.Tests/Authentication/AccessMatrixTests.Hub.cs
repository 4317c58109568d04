using System.Reflection;
using System.Text;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Chat;
using Academy.Commands;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Tests.Authentication;

/// <summary>
/// The rows of the hub. A method that does what a route does says which: it lets in the same people, and calls the rest
/// the same.
/// </summary>
public sealed partial class AccessMatrixTests
{
    private static readonly HubRow[] HubTable =
    [
        new("Subscribe", Route: "GET /api/v1/streams/{stream}", Arguments: (s, _) => [$"room:{s.Chat.Room}", null]),
        new("Unsubscribe", [Ok, Ok, Ok, Ok, Ok, Ok], Arguments: (s, _) => [$"room:{s.Chat.Room}"]),
        new(
            "SendMessage",
            Route: "POST /api/v1/chat/rooms/{roomId}/messages",
            Arguments: (s, _) => [s.Chat.Room, null, new { body = "Hello" }],
            Writes: true
        ),
        new(
            "EditMessage",
            Route: "PATCH /api/v1/chat/rooms/{roomId}/messages/{messageId}",
            Arguments: (s, caller) => [s.Chat.Room, null, s.Chat.Messages[caller], new { body = "Hello" }],
            Writes: true
        ),
        new(
            "React",
            Route: "PUT /api/v1/chat/rooms/{roomId}/messages/{messageId}/reactions/{emoji}",
            Arguments: (s, caller) => [s.Chat.Room, null, s.Chat.Messages[caller], "\U0001F44D", true],
            Writes: true
        ),
        new("Typing", [Ok, Hidden, Ok, Ok, Hidden, Hidden], Arguments: (s, _) => [s.Chat.Room, true]),
        new("MarkRead", Route: "PUT /api/v1/chat/rooms/{roomId}/read", Arguments: (s, _) => [s.Chat.Room, 1]),
        new(
            "SaveDraft",
            Route: "PUT /api/v1/chat/rooms/{roomId}/draft",
            Arguments: (s, _) => [s.Chat.Room, new { body = "Hel" }],
            Writes: true
        ),
        new(
            "SaveDraft",
            Route: "DELETE /api/v1/chat/rooms/{roomId}/draft",
            Arguments: (s, _) => [s.Chat.Room, null],
            Writes: true
        ),
        // What ends something comes last.
        new(
            "DeleteMessage",
            Route: "DELETE /api/v1/chat/rooms/{roomId}/messages/{messageId}",
            Arguments: (s, caller) => [s.Chat.Room, null, s.Chat.Messages[caller]],
            Writes: true
        ),
    ];

    [Fact]
    public void Every_hub_method_has_a_row_and_says_whether_it_writes()
    {
        var methods = typeof(AcademyHub)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition().DeclaringType != typeof(Hub) && !method.IsSpecialName);
        Assert.Equal(
            methods.Select(method => (method.Name, WritesAttribute.IsOn(method.Name))).Order(),
            HubTable.Select(row => (row.Method, row.Writes)).Distinct().Order()
        );
    }

    [Fact]
    public async Task Every_cell_of_the_hub_is_as_that_of_its_route()
    {
        var scene = await SceneAsync();
        Person[] callers =
        [
            scene.Learner,
            scene.OtherLearner,
            scene.Teacher,
            scene.OtherTeacher,
            scene.Admin,
            scene.Elsewhere,
        ];
        var wrong = new StringBuilder();
        for (var caller = 0; caller < callers.Length; caller++)
        {
            await using var hub = await HubClient.Connect(
                Server.Address,
                $"access_token={callers[caller].AccessToken}"
            );
            foreach (var row in HubTable)
            {
                var expected = row.Expected ?? Table.First(r => r.Route == row.Route).Expected[1..];
                var status = await StatusOfAsync(hub, row.Method, row.Arguments(scene, caller + 1));
                if (status != expected[caller])
                    wrong.AppendLine($"{row.Method}, caller {caller + 1}: {status}, not {expected[caller]}");
            }
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    /// <summary>The status that the same answer has over HTTP.</summary>
    private static async Task<int> StatusOfAsync(HubClient hub, string method, object?[] arguments)
    {
        try
        {
            var answer = await hub.Invoke(method, arguments);
            return method == "Subscribe" && answer.Text("verdict") == "refused" ? Hidden : Ok;
        }
        catch (InvalidOperationException e)
        {
            var code = e.Message.Split("HubException: ")[^1].Split(' ')[0];
            return HubRefusals.TryGetValue(code, out var kind) ? Problem.StatusOf(kind) : 500;
        }
    }

    private static readonly Dictionary<string, RefusalKind> HubRefusals = new[]
    {
        typeof(ChatRefusals),
        typeof(CommandRefusals),
    }
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => field.GetValue(null))
        .OfType<Refusal>()
        .ToDictionary(refusal => refusal.Code, refusal => refusal.Kind);

    /// <param name="Method">The method.</param>
    /// <param name="Expected">Of each caller but nobody, who cannot connect; null: as of the route.</param>
    /// <param name="Route">The route that does the same.</param>
    /// <param name="Arguments">Of the scene, and the number of the caller in the table.</param>
    /// <param name="Writes">Whether it counts as a write.</param>
    private sealed record HubRow(
        string Method,
        int[]? Expected = null,
        string? Route = null,
        Func<Scene, int, object?[]> Arguments = null!,
        bool Writes = false
    );
}
