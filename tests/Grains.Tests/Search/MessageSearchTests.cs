using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Search;
using Academy.Grains.Tests.Chat;
using Academy.Journal.Projections;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Search;

/// <summary>Messages are found by their words in every script, on real databases.</summary>
public sealed class MessageSearchTests : IAsyncLifetime
{
    private static readonly OrganizationId Ours = OrganizationId.Default;

    private RunningAcademy academy = null!;
    private Caller ada = null!;
    private RoomId id;
    private IChatRoomGrain room = null!;

    private IChatQueries Queries => academy.Services.GetRequiredService<IChatQueries>();

    public Task InitializeAsync() => StartAsync(locale: null);

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public async Task A_word_is_found_in_every_script_whatever_the_locale_of_the_database_is(string? locale)
    {
        if (locale is not null)
        {
            await academy.DisposeAsync();
            await StartAsync(locale);
        }
        string[] texts =
        [
            "Математика и физика",
            "Créativité",
            "我家在上海东边。",
            "client/server",
            "TCP/IP",
            "see foo_bar.baz(qux)",
            "ASP.NET Core",
            "C++ for everyone",
            "Vitamin C",
            "IĞDIR ve İzmir",
            "한국어를 배우자",
            "ภาษาไทยง่าย",
            "東京タワーに行く",
            "Straße",
            "𞤀𞤣𞤤𞤢𞤥 script",
        ];
        foreach (var text in texts)
            await room.SayAsync(ada, text);

        await Finds("математика", "Математика и физика");
        await Finds("ФИЗ", "Математика и физика");
        await Finds("creativite", "Créativité");
        await Finds("上海", "我家在上海东边。");
        await Finds("上海东边", "我家在上海东边。");
        await Finds("东上");
        await Finds("server", "client/server");
        await Finds("IP", "TCP/IP");
        await Finds("tcp/ip", "TCP/IP");
        await Finds("foo_bar", "see foo_bar.baz(qux)");
        await Finds("qux", "see foo_bar.baz(qux)");
        await Finds("bar_foo");
        await Finds("net", "ASP.NET Core");
        await Finds("C++", "C++ for everyone");
        await Finds("C", "Vitamin C", "C++ for everyone");
        await Finds("iğdır", "IĞDIR ve İzmir");
        await Finds("IZMIR", "IĞDIR ve İzmir");
        await Finds("한국어", "한국어를 배우자");
        await Finds("ไทย", "ภาษาไทยง่าย");
        await Finds("タワー", "東京タワーに行く");
        await Finds("STRASSE", "Straße");
        // Beginnings: two letters, three, more; behind a whole word; of spellings, of symbols, beyond the BMP.
        await Finds("ма", "Математика и физика");
        await Finds("матем", "Математика и физика");
        await Finds("client se", "client/server");
        await Finds("client ser", "client/server");
        await Finds("cré", "Créativité");
        await Finds("st", "Straße");
        await Finds("bar.ba", "see foo_bar.baz(qux)");
        await Finds("𞤢𞤣", "𞤀𞤣𞤤𞤢𞤥 script");
        await Finds("𞤢𞤣𞤤", "𞤀𞤣𞤤𞤢𞤥 script");
        await Finds("rver");
        await Finds("-vitamin OR \"c\"", "Vitamin C");
    }

    [Fact]
    public async Task Pages_go_from_the_exact_spelling_to_the_others_and_have_each_message_once()
    {
        for (var n = 0; n < 3; n++)
        {
            await room.SayAsync(ada, $"résumé {n}");
            await room.SayAsync(ada, $"resume {n}");
        }
        Assert.Equal(
            ["resume 2", "resume 1", "resume 0", "résumé 2", "résumé 1", "résumé 0"],
            await Pages("resume", limit: 1)
        );
        Assert.Equal(
            ["résumé 2", "résumé 1", "résumé 0", "resume 2", "resume 1", "resume 0"],
            await Pages("Résumé", limit: 4)
        );
    }

    [Fact]
    public async Task What_only_the_index_takes_for_a_match_leaves_no_page_empty()
    {
        await room.SayAsync(ada, "the oldest: foo_bar");
        await room.SayAsync(ada, "上海东");
        // By the index alone, these have all that is asked for.
        await academy.RunAsync(
            $"""
            insert into chat_messages (room_id, seq, sender_id, body, at, tokens)
            select '{id}', 1000 + n, '{ada.User}', 'bar foo, 上海的和海东边 ' || n, now() + n * interval '1 second',
                   message_tokens(
                       '{SearchTokens.Literal(SearchTokens.Of("bar foo, 上海的和海东边")).Replace("'", "''")}',
                       '{id}', now() + n * interval '1 second')
              from generate_series(1, 2500) n
            """
        );
        Assert.Equal(["the oldest: foo_bar"], await Pages("foo_bar", limit: 2));
        Assert.Equal(["上海东"], await Pages("上海东", limit: 1));
        Assert.Equal(2501, (await Pages("foo", limit: 100)).Count);
    }

    [Fact]
    public async Task An_edited_message_is_found_by_its_new_words_and_a_deleted_one_by_none()
    {
        var message = await room.SayAsync(ada, "Первый набросок");
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "Второй набросок")));
        await Finds("первый");
        await Finds("второй", "Второй набросок");
        // The same words: they are not lost either.
        Accept(await room.Edit(ada, null, new EditMessage(message.Id, "Второй: набросок!")));
        await Finds("второй", "Второй: набросок!");
        var before = await TableAsync();
        await academy.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, default);
        Assert.Equal(before, await TableAsync());

        Accept(await room.Delete(ada, null, new DeleteMessage(message.Id)));
        await Finds("набросок");
        Assert.Equal(1, await academy.QueryAsync<long>("select count(*) from chat_messages where tokens is null"));
        Assert.Equal(0, await FillAsync());
    }

    [Fact]
    public async Task The_words_go_with_the_text_of_an_erased_person_whoever_empties_it()
    {
        var ben = await academy.PersonAsync("Ben");
        Accept(await room.AddMembers(ada, null, new AddMembers([ben.User])));
        await room.SayAsync(ada, "Words of Ada");
        await room.SayAsync(ben, "Words of Ben");
        await room.SayAsync(ben, "More of Ben");
        await academy.Services.GetRequiredService<ChatErasure>().ForgetAsync(Ours, ben.User, default);
        await Finds("ben");
        await Finds("words", "Words of Ada");
        const string left = "select count(*) from chat_messages where tokens is not null";
        Assert.Equal(1, await academy.QueryAsync<long>(left));
        // As a silo of an older version does it.
        await academy.RunAsync($"update chat_messages set body = null where sender_id = '{ada.User}'");
        Assert.Equal(0, await academy.QueryAsync<long>(left));
        Assert.Equal(0, await FillAsync());
    }

    [Fact]
    public async Task What_an_older_version_wrote_is_found_after_the_next_look_however_often_it_was_stopped()
    {
        await academy.RunAsync(
            $"""
            insert into chat_messages (room_id, seq, sender_id, body, at)
            select '{id}', 1000 + n, '{ada.User}', 'Старое ' || n, now() + n * interval '1 second'
              from generate_series(1, 1200) n
            """
        );
        await Finds("старое");
        // No time at all: it stops after a page.
        var fill = academy.Services.GetRequiredService<SearchFill>();
        Assert.Equal(500, await fill.FillAsync(TimeSpan.Zero, default));
        Assert.Equal(500, (await Pages("старое", limit: 100)).Count);
        Assert.Equal(700, await FillAsync());
        Assert.Equal(0, await FillAsync());
        Assert.Equal(1200, (await Pages("старое", limit: 100)).Count);

        // An older version edits what has words already.
        await academy.RunAsync("update chat_messages set body = 'Новое' where seq = 1001");
        await Finds("новое");
        Assert.Equal(1, await FillAsync());
        await Finds("новое", "Новое");
        await academy.RunAsync("update chat_messages set body = '?!', deleted_at = now() where seq = 1001");
        Assert.Equal(0, await FillAsync());
    }

    private async Task StartAsync(string? locale)
    {
        academy = await RunningAcademy.StartAsync(await Databases.NewAsync(locale), services =>
            services.Configure<ChatOptions>(o => o.RateBurst = 0)
        );
        await academy.PutOffFillAsync();
        ada = await academy.PersonAsync("Ada");
        (id, room) = await academy.GroupAsync(ada);
    }

    private async Task Finds(string asked, params string[] bodies) =>
        Assert.Equal(bodies, await Pages(asked, limit: 50));

    private async Task<List<string>> Pages(string asked, int limit)
    {
        var bodies = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Queries.Search(Ours, ada.User, asked, null, new PageRequest(limit, cursor), default);
            Assert.True(page.Items.Count > 0 || cursor is null, "A page is empty although one before it goes on.");
            bodies.AddRange(page.Items.Select(found => found.Message.Body!));
            cursor = page.NextCursor;
        } while (cursor is not null);
        return bodies;
    }

    private Task<long> FillAsync() =>
        academy.Services.GetRequiredService<SearchFill>().FillAsync(TimeSpan.FromMinutes(1), default);

    private Task<string> TableAsync() =>
        academy.QueryAsync<string>("select string_agg(m::text, E'\\n' order by seq) from chat_messages m");
}
