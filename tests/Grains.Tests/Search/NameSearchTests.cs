using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Grains.Tests.Chat;
using Academy.Journal.Projections;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Search;

/// <summary>People and rooms are found by their names in every script, on real databases.</summary>
public sealed class NameSearchTests : IAsyncLifetime
{
    private static readonly OrganizationId Ours = OrganizationId.Default;

    private RunningAcademy academy = null!;
    private Caller ada = null!;

    private IChatQueries Queries => academy.Services.GetRequiredService<IChatQueries>();

    public Task InitializeAsync() => StartAsync(locale: null);

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("tr-TR")]
    public async Task Somebody_is_found_in_every_script_whatever_the_locale_of_the_database_is(string? locale)
    {
        if (locale is not null)
        {
            await academy.DisposeAsync();
            await StartAsync(locale);
        }
        string[] people =
        [
            "Зоя Ёлкина",
            "José Núñez",
            "王小明",
            "IŞIL İnan",
            "Anne-Marie O’Neil",
            "zed",
            "Zed Ångström",
        ];
        foreach (var name in people)
            await academy.PersonAsync(name);
        await Finds("елкина", "Зоя Ёлкина");
        await Finds("ЗО", "Зоя Ёлкина");
        await Finds("nunez jose", "José Núñez");
        await Finds("小明", "王小明");
        await Finds("王小明", "王小明");
        await Finds("明小");
        await Finds("ışıl", "IŞIL İnan");
        await Finds("INAN", "IŞIL İnan");
        await Finds("marie", "Anne-Marie O’Neil");
        await Finds("anne-marie", "Anne-Marie O’Neil");
        await Finds("o'neil", "Anne-Marie O’Neil");
        await Finds("ZED", "zed", "Zed Ångström");
        await Finds("angstr", "Zed Ångström");
        await Finds("?!");
        // Nobody has it: who is called something like it.
        await Finds("angstorm", "Zed Ångström");
        await Finds("xylophone");
        Assert.Equal(
            ["Anne-Marie O’Neil", "IŞIL İnan", "José Núñez", "zed", "Zed Ångström", "Зоя Ёлкина", "王小明"],
            (await Queries.People(Ours, ada.User, " ", new(50, null), default)).Items.Select(p => p.DisplayName)
        );
    }

    [Fact]
    public async Task Rooms_are_found_by_title_and_by_members_the_whole_title_first()
    {
        var ben = await academy.PersonAsync("Бен Ёлкин");
        var han = await academy.PersonAsync("王小明");
        var first = await GroupAsync("Алгебра");
        await GroupAsync("Алгебра для всех");
        await GroupAsync("C++ club", ben);
        await GroupAsync("上海的和海东边", han);
        await GroupAsync("上海东");

        Assert.Equal(["Алгебра", "Алгебра для всех"], await Rooms("алгебра"));
        Assert.Equal(["Алгебра для всех", "Алгебра"], await Rooms("алг"));
        Assert.Equal(["C++ club"], await Rooms("C++"));
        Assert.Equal(["C++ club"], await Rooms("елкин бен"));
        Assert.Equal(["上海东"], await Rooms("上海东"));
        Assert.Equal(["上海的和海东边"], await Rooms("王小明"));
        Assert.Equal(5, (await Rooms("")).Count);
        Assert.Empty(await Rooms("?!"));

        var room = academy.Room(first);
        Accept(await room.Change(ada, null, new ChangeRoom("Геометрия", null, null)));
        Assert.Equal(["Алгебра для всех"], await Rooms("алгебра"));
        Assert.Equal(["Геометрия"], await Rooms("ГЕО"));
        Accept(await room.Change(ada, null, new ChangeRoom("Геометрия!", null, null)));
        Assert.Equal(["Геометрия!"], await Rooms("ГЕО"));

        var before = await TableAsync();
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(before, await TableAsync());
    }

    [Fact]
    public async Task Names_of_an_older_version_get_their_words()
    {
        await academy.PersonAsync("Зоя Ёлкина");
        await GroupAsync("Алгебра");
        await academy.RunAsync("update users set tokens = null, sort_name = null");
        await academy.RunAsync("update chat_rooms set tokens = null");
        await Finds("зоя");
        Assert.Empty(await Rooms("алгебра"));
        var fill = academy.Services.GetRequiredService<SearchFill>();
        Assert.Equal(3, await fill.FillAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(0, await fill.FillAsync(TimeSpan.FromMinutes(1), default));
        await Finds("зоя", "Зоя Ёлкина");
        Assert.Equal(["Алгебра"], await Rooms("алгебра"));
        // An older version gives it another title.
        await academy.RunAsync("update chat_rooms set title = 'Геометрия'");
        Assert.Empty(await Rooms("алгебра"));
        Assert.Equal(1, await fill.FillAsync(TimeSpan.FromMinutes(1), default));
        Assert.Equal(["Геометрия"], await Rooms("геометрия"));
    }

    private async Task StartAsync(string? locale)
    {
        academy = await RunningAcademy.StartAsync(await Databases.NewAsync(locale));
        await academy.PutOffFillAsync();
        ada = await academy.PersonAsync("Ada");
    }

    private async Task<RoomId> GroupAsync(string title, params Caller[] others)
    {
        var id = RoomId.OfGroup(ada.User, Guid.NewGuid().ToString());
        var create = new CreateRoom(RoomType.Group, null, [.. others.Select(o => o.User)], title);
        Accept(await academy.Room(id).Create(ada, null, create));
        return id;
    }

    private async Task Finds(string asked, params string[] people) =>
        Assert.Equal(
            people,
            (await Queries.People(Ours, ada.User, asked, new(50, null), default)).Items.Select(p => p.DisplayName)
        );

    private async Task<List<string?>> Rooms(string asked)
    {
        var titles = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await Queries.AllRooms(Ours, asked, new PageRequest(1, cursor), default);
            titles.AddRange(page.Items.Select(r => r.Title));
            cursor = page.NextCursor;
        } while (cursor is not null);
        return titles;
    }

    private Task<string> TableAsync() =>
        academy.QueryAsync<string>("select string_agg(r::text, E'\\n' order by id) from chat_rooms r");
}
