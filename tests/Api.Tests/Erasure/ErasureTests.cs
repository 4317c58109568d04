using System.IO.Compression;
using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Realtime.Surroundings;
using Academy.Api.Tests.Surroundings;
using Academy.Backup;
using Academy.Journal.Projections;
using Academy.Silo;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Academy.Api.Tests.Erasure;

/// <summary>
/// After an erasure nothing of the person is left to be found, and everybody else's things are as they were.
/// </summary>
[Trait(Tier.Name, Tier.Slow)]
public sealed class ErasureTests : IDisposable
{
    private const string Email = "kanarienvogel.7f3a@academy.test";
    private const string Name = "Kanaria Vogelsang";
    private const string Password = "canary password 9d";
    private const string Words = "what the canary wrote";

    // The read models of everybody: rows by id stay, since others' numbers count on them. Skeletons of names are made
    // after the rows, by housekeeping.
    private const string ReadModels = """
        select concat_ws(E'\n',
            (select string_agg(t::text, E'\n' order by t::text) from enrollments t),
            (select string_agg(t::text, E'\n' order by t::text) from module_progress t),
            (select string_agg(t::text, E'\n' order by t::text) from lesson_progress t),
            (select string_agg(t::text, E'\n' order by t::text) from user_stats t),
            (select string_agg(t::text, E'\n' order by t::text) from xp_days t),
            (select string_agg(t::text, E'\n' order by t::text) from courses t),
            (select string_agg((to_jsonb(t) - 'skeletons')::text, E'\n' order by t.id) from users t
                where t.email <> 'kanarienvogel.7f3a@academy.test'))
        """;

    private readonly Canaries canaries = new(Email, Email.Split('@')[0], Name, "Vogelsang", Password, Words);
    private readonly string folder = Directory.CreateTempSubdirectory("academy-erasure-").FullName;

    [Theory]
    [InlineData("", "")]
    [InlineData("x", "")]
    [InlineData("xy", "yz")]
    public void A_word_is_found_in_every_form(string before, string after)
    {
        var bytes = Encoding.UTF8.GetBytes(before + Name + after);
        foreach (
            var form in (string[])
                [before + Name + after, Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes)]
        )
            Assert.Contains(canaries.In($"… {form} …"), found => found.StartsWith(Name, StringComparison.Ordinal));
        Assert.Empty(canaries.In("Kanarienvögel sind keine Vogelsänger."));
    }

    [Fact]
    public async Task A_grep_of_a_dump_finds_nothing_of_an_erased_person()
    {
        await using var server = await AcademyServer.StartAsync();
        var course = await server.CourseAsync(await server.SignInAsync(Role.Instructor), 1, 0);
        var admin = await server.SignInAsync(Role.Admin);
        var other = await server.SignInAsync();
        await UseAsync(other, course);
        await WriteAsync(other, "of somebody else");
        var person = await RegisterAsync(server);
        await UseAsync(person, course);
        await WriteAsync(person);
        Assert.Equal("1 1", await StatesAsync(server.Database, person.Id));
        // No slice leaves words in the clear where a backup would carry them away.
        await BackUpAsync(server, "used");
        Assert.Empty(WordsInFile("used"));
        await PlantAsync(server.Database, person.Id);
        await using var hub = await HubClient.Connect(server.Address, $"access_token={course.Instructor.AccessToken}");
        Assert.Contains(Name, await BoardAsync(other));
        Assert.Contains(Name, await ActivityAsync(hub, course.Id, person.Id));

        var before = await canaries.InDatabaseAsync(server.Database);
        foreach (var table in (string[])["public.users", "public.snapshots", "public.commands", "public.outbox"])
            Assert.Contains(before, found => found.StartsWith(table, StringComparison.Ordinal));
        var others = await TextAsync(server.Database, ReadModels);
        await BackUpAsync(server, "before");
        Assert.NotEmpty(WordsInFile("before"));

        await person.SendAsync(HttpMethod.Delete, "/me", new { password = "not it" }, 403);
        Assert.Contains(Name, await BoardAsync(other));
        await person.SendAsync(HttpMethod.Delete, "/me", new { password = Password }, 204);
        await UntilErasedAsync(server.Database, person.Id);

        Assert.Empty(await canaries.InDatabaseAsync(server.Database));
        Assert.Equal("1 0", await StatesAsync(server.Database, person.Id));
        await person.GetAsync("/me", 401);
        await person.PostAsync("/auth/refresh", new { refreshToken = person.RefreshToken }, 401);
        await LogInAsync(server, 401);
        var board = await BoardAsync(other);
        Assert.DoesNotContain(Name, board);
        Assert.Contains(person.Id.ToString(), board);
        Assert.DoesNotContain(Name, (await admin.GetAsync("/progress")).ToString());
        await using var again = await HubClient.Connect(
            server.Address,
            $"access_token={course.Instructor.AccessToken}"
        );
        var activity = await ActivityAsync(again, course.Id, person.Id);
        Assert.DoesNotContain(Name, activity);
        Assert.Contains(person.Id.ToString(), activity);

        Assert.Equal(others, await TextAsync(server.Database, ReadModels));
        await server.Services.GetRequiredService<ProjectionRebuild>().RunAsync(null, CancellationToken.None);
        Assert.Equal(others, await TextAsync(server.Database, ReadModels));
        Assert.Empty(await canaries.InDatabaseAsync(server.Database));

        // The data of before, with the keys of after: the person stays erased, and may come anew.
        await BackUpAsync(server, "after");
        var restored = await TestPostgres.NewDatabaseAsync();
        await RestoreAsync(restored, "before", "after.keys");
        await using var elsewhere = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={restored}");
        Assert.Empty(await canaries.InDatabaseAsync(restored));
        Assert.Equal("1 0", await StatesAsync(restored, person.Id));
        Assert.Equal(others, await TextAsync(restored, ReadModels));
        await LogInAsync(elsewhere, 401);
        await elsewhere.SignInAsync(other.Email, other.Password);
        Assert.NotEqual(person.Id, (await RegisterAsync(elsewhere)).Id);
        Assert.NotEqual(person.Id, (await RegisterAsync(server)).Id);
    }

    [Fact]
    public async Task An_erasure_whose_process_dies_after_the_intent_is_completed_by_the_next()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        Guid id;
        await using (
            var dying = await AcademyServer.StartAsync(
                $"--ConnectionStrings:Academy={database}",
                "--Outbox:Enabled=false"
            )
        )
        {
            var person = await RegisterAsync(dying);
            id = person.Id;
            await PlantAsync(database, id);
            await person.SendAsync(HttpMethod.Delete, "/me", new { password = Password }, 204);
            await LogInAsync(dying, 401);
            Assert.NotEmpty(await canaries.InDatabaseAsync(database));
        }
        await using var next = await AcademyServer.StartAsync($"--ConnectionStrings:Academy={database}");
        await UntilErasedAsync(database, id);
        Assert.Empty(await canaries.InDatabaseAsync(database));
    }

    [Fact]
    public async Task An_admin_erases_once_and_it_is_on_record_who_did()
    {
        await using var server = await AcademyServer.StartAsync();
        var admin = await server.SignInAsync(Role.Admin);
        var person = await RegisterAsync(server, key: "register-1");
        await admin.SendAsync(HttpMethod.Delete, $"/users/{Guid.NewGuid()}", null, 404);
        await admin.SendAsync(HttpMethod.Delete, $"/users/{person.Id}", null, 204, "erase-1");
        await UntilErasedAsync(server.Database, person.Id);
        await admin.SendAsync(HttpMethod.Delete, $"/users/{person.Id}", null, 204, "erase-1");
        await admin.SendAsync(HttpMethod.Delete, $"/users/{person.Id}", null, 204);

        Assert.Equal(
            $"{admin.Id}",
            await TextAsync(
                server.Database,
                "select string_agg(actor, ' ') from events where type = 'accounts.erased' and stream = "
                    + $"'academy/account:{person.Id}'"
            )
        );
        Assert.Empty(await canaries.InDatabaseAsync(server.Database));
        // The same registration once more, late on its way, does not bring anything back.
        using var late = await server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/register",
            Registration,
            "register-1"
        );
        await late.ShouldBeProblemAsync(409, "accounts.erased");
        Assert.NotEqual(person.Id, (await RegisterAsync(server, key: "register-2")).Id);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static object Registration =>
        new
        {
            email = Email,
            password = Password,
            displayName = Name,
        };

    private static async Task<Person> RegisterAsync(AcademyServer server, string? key = null)
    {
        using var answer = await server.Http.SendJsonAsync(HttpMethod.Post, "/api/v1/auth/register", Registration, key);
        return new Person(server, await answer.ShouldBeAsync(201), Email, Password);
    }

    private static async Task UseAsync(Person person, TestCourse course)
    {
        var enrollment = (await person.PostAsync($"/courses/{course.Id}/enroll", null, 201, "enroll")).Id();
        await person.PostAsync(
            $"/lessons/{course.Modules[0].Lessons[0]}/complete",
            new { enrollmentId = enrollment },
            200,
            "lesson"
        );
        await person.PostAsync($"/progress/mark-completed/{enrollment}/{course.Modules[1].Id}", null, 200, "module");
        await person.GetAsync("/gamification/me");
    }

    /// <summary>
    /// Words in a message and in the tree of its markup, in the name and the bytes of its file, and in a draft.
    /// </summary>
    private static async Task WriteAsync(Person person, string words = Words)
    {
        var room = (await person.PostAsync("/chat/rooms", new { type = "group", title = "A group" }, 201)).Id();
        using var file = new StringContent(words, Encoding.UTF8, "text/plain");
        var attachment = (
            await person.PostAsync($"/chat/rooms/{room}/attachments?name={Uri.EscapeDataString(words)}.txt", file, 201)
        ).Id();
        await person.PostAsync(
            $"/chat/rooms/{room}/messages",
            new { body = $"**{words}**", attachmentIds = new[] { attachment } },
            201,
            "message"
        );
        await person.SendAsync(HttpMethod.Put, $"/chat/rooms/{room}/draft", new { body = words }, 204);
    }

    /// <summary>States of grains that others have, and that the person has.</summary>
    private static Task<string> StatesAsync(string database, Guid person) =>
        TextAsync(
            database,
            $"""
            select concat_ws(' ', count(*) filter (where grainidextensionstring not like '%{person}'),
                count(*) filter (where grainidextensionstring like '%{person}'))
              from orleansstorage
            """
        );

    /// <summary>
    /// What slices to come will leave in the journal's own tables: words in a snapshot, an answer and an outbox row.
    /// </summary>
    private static async Task PlantAsync(string database, Guid person) =>
        await TextAsync(
            database,
            $$"""
            with s as (insert into snapshots values ('academy/user:{{person}}', 1, 'x', jsonb_build_object('a',
                '{{Words}}'))
                       on conflict (stream) do update set state = excluded.state),
                 c as (insert into commands values ('academy/room:1', '{{person}}', 'c', 'h', 1, 1,
                     jsonb_build_object('a', '{{Words}}'), now())),
                 o as (insert into outbox (id, kind, data, source_stream, source_seq, made_at, due_at) values
                       (gen_random_uuid(), 'mail.welcome', jsonb_build_object('to', '{{Email}}'),
                           'academy/account:{{person}}', 1, now(), now() + interval '1 day'))
            select ''
            """
        );

    private static async Task<string> BoardAsync(Person viewer) =>
        (await viewer.GetAsync("/gamification/leaderboard")).ToString();

    /// <summary>The course's activity when it has come to the person: its owner gathers it after the commits.</summary>
    private static async Task<string> ActivityAsync(HubClient hub, Guid course, Guid person)
    {
        var activity = "";
        for (var waited = 0; waited < 600; waited++)
        {
            activity = (await hub.Subscribe($"course:{course}")).ToString();
            if (activity.Contains(person.ToString(), StringComparison.Ordinal))
                break;
            await Task.Delay(50);
        }
        return activity;
    }

    private static async Task LogInAsync(AcademyServer server, int status)
    {
        using var answer = await server.Http.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/auth/login",
            new { email = Email, password = Password }
        );
        await answer.ShouldBeAsync(status);
    }

    private static async Task UntilErasedAsync(string database, Guid person)
    {
        const string Sql = """
            select (select count(*) from outbox where kind = 'accounts.erase' and completed_at is null)
                || ' ' || (select count(*) from vault.person_keys where person = '{0}' and erased_at is not null)
            """;
        var state = "";
        for (var waited = 0; waited < 600 && state != "0 1"; waited++)
        {
            await Task.Delay(50);
            state = await TextAsync(database, string.Format(null, Sql, person));
        }
        Assert.True(state == "0 1", $"the erasure was not completed: orders and erased keys {state}");
    }

    private async Task BackUpAsync(AcademyServer server, string name) =>
        await server
            .Services.GetRequiredService<JournalBackup>()
            .RunAsync(Path.Combine(folder, name), null, CancellationToken.None);

    private async Task RestoreAsync(string database, string name, string keys)
    {
        var code = await SiloCommands.RunAsync(
            "restore",
            [
                Path.Combine(folder, name),
                Path.Combine(folder, keys),
                "--environment=Production",
                $"--ConnectionStrings:Academy={database}",
                $"--Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
            ],
            defaults: [],
            TextWriter.Null
        );
        Assert.Equal(0, code);
    }

    private IEnumerable<string> WordsInFile(string name)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(folder, name));
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            foreach (var found in canaries.In(reader.ReadToEnd()))
                yield return $"{entry.Name}: {found}";
        }
    }

    private static async Task<string> TextAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string ?? "";
    }
}
