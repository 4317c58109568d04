using System.Reflection;
using Academy.Accounts;
using Academy.Api.Chat.Messages;
using Academy.Api.Tests.Surroundings;
using Academy.Commands;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Api.Tests.Requests;

/// <summary>Every list is like the other: nobody counts, and a cursor is good for its own list only.</summary>
[Collection(OnSharedServer.Name)]
public sealed class ListTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    public static TheoryData<string> Lists => [.. ListScenes.All.Keys];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Nothing_is_skipped_when_the_first_item_goes_while_the_list_is_read(string name)
    {
        var list = await SceneAsync(name);
        var all = (await list.Reader.GetAsync(Query(list, "limit=200"))).Items().Select(list.Key).ToList();
        Assert.Equal(list.Length, all.Count);

        var page = await list.Reader.GetAsync(Query(list, "limit=2"));
        var seen = page.Items().Select(list.Key).ToList();
        Assert.Equal(all.Take(2), seen);
        if (list.Remove is not null)
            await list.Remove(page.Items().First());
        while (page.GetProperty("nextCursor").GetString() is { } cursor)
        {
            page = await list.Reader.GetAsync(Query(list, $"limit=2&cursor={cursor}"));
            seen.AddRange(page.Items().Select(list.Key));
            Assert.True(seen.Count <= all.Count, $"The pages go on: {string.Join(", ", seen)}");
        }
        Assert.Equal(all, seen);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cursor_that_is_none_of_this_list_is_400(string name)
    {
        var list = await SceneAsync(name);
        var own = (await list.Reader.GetAsync(Query(list, "limit=1"))).Text("nextCursor");
        await list.Reader.GetAsync(Query(list, $"limit=3&cursor={own}"));
        var other = await Server.SignInAsync(Role.Instructor);
        for (var i = 0; i < 2; i++)
            await other.PostAsync("/courses", Academies.NewCourse(), 201);
        var foreign = (await other.GetAsync("/instructor/courses?limit=1")).Text("nextCursor");
        foreach (
            var cursor in new[]
            {
                foreign,
                "abc",
                "-",
                "1.2",
                own[..^1],
                $"{own}A",
                (own[0] == 'A' ? 'B' : 'A') + own[1..],
                "%00",
            }
        )
        {
            using var answer = await list.Reader.Http.GetAsync($"/api/v1{Query(list, $"cursor={cursor}")}");
            var problem = await answer.ShouldBeProblemAsync(400, "request.validation");
            Assert.Equal(["cursor"], problem.GetProperty("errors").Names());
        }
    }

    [Theory]
    [InlineData("/courses", "level=beginner")]
    [InlineData("/courses", "search=lists")]
    [InlineData("/courses?search=", "category=other")]
    [InlineData("/chat/search", "roomId=00000000-0000-4000-8000-000000000000")]
    [InlineData("/ops/outbox", "state=waiting")]
    public async Task A_cursor_is_bound_to_the_filter_of_its_list(string name, string otherFilter)
    {
        var list = await SceneAsync(name);
        var own = (await list.Reader.GetAsync(Query(list, "limit=1"))).Text("nextCursor");
        var parameter = otherFilter.Split('=')[0];
        var kept = list.Path.Split('?')[1].Split('&').Where(p => p.Split('=')[0] != parameter);
        await list.Reader.GetAsync(
            $"{list.Path.Split('?')[0]}?{string.Join('&', [.. kept, otherFilter])}&cursor={own}",
            400
        );
    }

    [Fact]
    public async Task A_room_that_moves_up_while_the_rooms_are_read_is_missed_by_nobody()
    {
        var list = await SceneAsync("/chat/rooms");
        var all = (await list.Reader.GetAsync("/chat/rooms")).Items().Select(r => r.Id()).ToList();
        var page = await list.Reader.GetAsync("/chat/rooms?limit=2");
        var asOf = page.Text("asOf");
        var seen = page.Items().Select(r => r.Id()).ToList();
        foreach (var moved in all[^2..])
        {
            await list.Reader.PostAsync($"/chat/rooms/{moved}/messages", new { body = "Up" }, 201);
            page = await list.Reader.GetAsync($"/chat/rooms?limit=2&cursor={page.Text("nextCursor")}");
            Assert.Equal(asOf, page.Text("asOf"));
            seen.AddRange(page.Items().Select(r => r.Id()));
        }
        Assert.Equal(all, seen);
        Assert.Equal("Up", page.Items().Last().GetProperty("lastMessage").Text("body"));
    }

    [Fact]
    public void Every_list_has_a_scene()
    {
        var lists = Server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is ["GET"] && IsList(e))
            .Select(e => e.RoutePattern.RawText!.Replace("/api/v1", "").Replace(":id", "").TrimEnd('/'))
            .Order(StringComparer.Ordinal);
        var scenes = ListScenes.All.Keys.Where(name => !name.Contains('?')).Order(StringComparer.Ordinal);
        Assert.Equal(lists, scenes);
    }

    /// <summary>Whether its answer has pages, whatever parameters it takes.</summary>
    private static bool IsList(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<MethodInfo>().LastOrDefault()?.ReturnType.ToString() is { } answer
        && (
            answer.Contains(typeof(Page<>).FullName!, StringComparison.Ordinal)
            || answer.Contains(typeof(MessagesAnswer).FullName!, StringComparison.Ordinal)
        );

    private Task<ListScene> SceneAsync(string name) => ListScenes.All[name](new ListScenes(Server));

    private static string Query(ListScene list, string query) =>
        $"{list.Path}{(list.Path.Contains('?') ? '&' : '?')}{query}";
}
