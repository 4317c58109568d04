using System.Diagnostics;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Commands;
using Academy.Grains.Chat;
using Academy.Grains.Search;
using Academy.Grains.Tests.Chat;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Xunit.Abstractions;

namespace Academy.Grains.Tests.Search;

/// <summary>
/// How fast it is found, and what that costs. With <c>ACADEMY_FULL_SIZE=1</c>: a million messages, a hundred thousand
/// people.
/// </summary>
public sealed class SearchSizeTests(ITestOutputHelper output)
{
    private const int Vocabulary = 20_000;
    private const int Questions = 120;

    private static readonly int Messages = Size.Of(always: 20_000, full: 1_000_000, "ACADEMY_MESSAGES");
    private static readonly int People = Size.Of(always: 2_000, full: 100_000);

    /// <summary>What is promised; beside all other tests only that it ends.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(Size.Of(always: 5_000, full: 50));

    private readonly List<string> slow = [];

    private readonly Random random = new(4_711);
    private readonly string[] words =
    [
        .. Enumerable.Range(0, Vocabulary).Select(i => i % 7 == 0 ? $"слово{i:x}" : $"{Syllable(i)}{Syllable(i / 50)}"),
    ];

    [Fact]
    public async Task Words_and_beginnings_of_words_are_found_at_once_among_very_many()
    {
        await using var academy = await RunningAcademy.StartAsync();
        var ada = await academy.PersonAsync("Ada");
        var (room, _) = await academy.GroupAsync(ada);
        await WriteMessagesAsync(academy.Database, room.Value, ada.User.Value);
        await WritePeopleAsync(academy.Database);
        var began = Stopwatch.GetTimestamp();
        var filled = await academy.Services.GetRequiredService<SearchFill>().FillAsync(TimeSpan.FromHours(1), default);
        var took = Stopwatch.GetElapsedTime(began);
        output.WriteLine($"{filled} texts made searchable, {filled / took.TotalSeconds:N0} a second");
        await ExecuteAsync(academy.Database, "vacuum (analyze) chat_messages; vacuum (analyze) users");
        output.WriteLine(
            "index of messages "
                + $"{await academy.QueryAsync<long>("select pg_relation_size('chat_messages_tokens')"):N0} bytes, "
                + "words "
                + $"{await academy.QueryAsync<long>("select sum(pg_column_size(tokens)) from chat_messages"):N0}, "
                + $"texts {await academy.QueryAsync<long>("select sum(octet_length(body)) from chat_messages"):N0}"
        );

        var queries = academy.Services.GetRequiredService<IChatQueries>();
        PageRequest page = new(20, null);
        Task<int> Found(string text) =>
            queries
                .Search(ada.Organization, ada.User, text, null, page, default)
                .ContinueWith(f => f.Result.Items.Count);
        await IsFastAsync("one word of messages", Found, () => Word());
        await IsFastAsync("two words of messages", Found, () => $"{Word()} {Word()}");
        await IsFastAsync("beginning of a word of messages", Found, () => Word()[..3]);
        await IsFastAsync("beginning of two letters of messages", Found, () => Word()[..2]);
        Task<int> FoundPeople(string text) =>
            queries.People(ada.Organization, ada.User, text, page, default).ContinueWith(f => f.Result.Items.Count);
        await IsFastAsync("beginning of a name", FoundPeople, () => Word()[..3]);
        await IsFastAsync("two names", FoundPeople, () => $"{Word()} {Word()}");
        await IsFastAsync("a name with a slip", FoundPeople, () =>
            Word() is var word ? $"{word[..2]}x{word[2..]}" : ""
        );
        Assert.True(slow.Count == 0, string.Join('\n', slow));
    }

    private static string Syllable(int i) =>
        $"{"bcdfghklmnprst"[i % 14]}{"aeiou"[i / 14 % 5]}{"lmnrst"[i / 70 % 6]}{"aeo"[i / 420 % 3]}";

    /// <summary>Few words are used often, as in every language.</summary>
    private string Word() => words[(int)(Vocabulary * Math.Pow(random.NextDouble(), 3))];

    private async Task IsFastAsync(string what, Func<string, Task<int>> find, Func<string> ask)
    {
        var (times, found) = (new List<TimeSpan>(), 0);
        for (var i = 0; i < Questions; i++)
        {
            var text = ask();
            var began = Stopwatch.GetTimestamp();
            found += await find(text);
            if (i >= 20) // warm
                times.Add(Stopwatch.GetElapsedTime(began));
        }
        Assert.True(found > 0, $"{what}: nothing was found, so nothing was tested.");
        times.Sort();
        var (half, late) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        output.WriteLine(
            $"{what}: p50 {half.TotalMilliseconds:N1} ms, p99 {late.TotalMilliseconds:N1} ms, {found} found"
        );
        if (late > Slowest)
            slow.Add($"{what}: p99 {late.TotalMilliseconds:N1} ms, {Slowest.TotalMilliseconds:N0} promised");
    }

    private async Task WriteMessagesAsync(NpgsqlDataSource database, Guid room, Guid sender)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy chat_messages (room_id, seq, sender_id, body, at) from stdin (format binary)"
        );
        var at = DateTime.UtcNow.AddDays(-300);
        for (var i = 0; i < Messages; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(room, NpgsqlDbType.Uuid);
            await copy.WriteAsync(1_000L + i, NpgsqlDbType.Bigint);
            await copy.WriteAsync(sender, NpgsqlDbType.Uuid);
            await copy.WriteAsync(
                string.Join(' ', Enumerable.Range(0, 4 + random.Next(16)).Select(_ => Word())),
                NpgsqlDbType.Text
            );
            await copy.WriteAsync(at.AddSeconds(20 * i), NpgsqlDbType.TimestampTz);
        }
        await copy.CompleteAsync();
    }

    private async Task WritePeopleAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy users (id, organization, email, display_name, role, registered_at) from stdin (format binary)"
        );
        for (var i = 0; i < People; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(Guid.NewGuid(), NpgsqlDbType.Uuid);
            await copy.WriteAsync(OrganizationId.Default.Value, NpgsqlDbType.Text);
            await copy.WriteAsync($"p{i}@academy.test", NpgsqlDbType.Text);
            await copy.WriteAsync($"{Word()} {Word()}", NpgsqlDbType.Text);
            await copy.WriteAsync("student", NpgsqlDbType.Text);
            await copy.WriteAsync(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
        }
        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string statements)
    {
        foreach (var statement in statements.Split(';'))
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync();
        }
    }
}
