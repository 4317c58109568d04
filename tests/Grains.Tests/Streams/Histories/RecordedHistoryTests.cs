using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Grains.Accounts;
using Academy.Grains.Accounts.Invitations;
using Academy.Grains.Catalog;
using Academy.Grains.Chat.Rooms;
using Academy.Grains.Learning;
using Academy.Grains.Users;
using Academy.Journal;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Academy.Grains.Tests.Streams.Histories;

/// <summary>
/// For every event type: an old snapshot and the events since are a fresh snapshot. Here for the states from which the
/// server makes snapshots; what clients are sent is recorded, and played to the client's reducers
/// (<c>Web/src/app/histories.test.ts</c>).
/// </summary>
public sealed class RecordedHistoryTests(RecordedHistoryTests.Play play) : IClassFixture<RecordedHistoryTests.Play>
{
    /// <summary>Set to 1, the committed recordings are written anew instead of compared.</summary>
    private const string UpdateSwitch = "UPDATE_CONTRACTS";

    /// <summary>Types of which nothing is recorded, and why.</summary>
    private static readonly Dictionary<string, string> Unrecorded = new(StringComparer.Ordinal)
    {
        ["chat.room-created"] = "Nobody may watch a room before it, so no snapshot is older.",
    };

    [Fact]
    public void What_clients_are_sent_is_as_it_is_recorded()
    {
        foreach (var (kind, recording) in play.Recorded.Recordings)
        {
            var file = Path.Combine(Folder(), $"{kind}.json");
            if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
                File.WriteAllText(file, recording);
            Assert.True(
                recording == File.ReadAllText(file).ReplaceLineEndings("\n"),
                $"What watchers of a {kind} are sent has changed: {UpdateSwitch}=1 dotnet test "
                    + "tests/Grains.Tests --filter RecordedHistory, review the diff, "
                    + "and see that the client's reducers take it up (npx vitest run histories)."
            );
        }
    }

    [Fact]
    public void Every_type_that_clients_are_sent_is_recorded_or_says_why_not()
    {
        var contracts = play.Recorded.Academy.Services.GetRequiredService<IReadOnlyList<StreamContract>>();
        var sent = contracts.SelectMany(
            contract => contract.Messages,
            (contract, form) => (contract.Kind, Type: form.Name)
        );
        Assert.Equal(Unrecorded.Keys, sent.Except(play.Recorded.Recorded).Select(missing => missing.Type));
    }

    public static TheoryData<string> Kinds() => [.. Folds.Keys];

    /// <summary>The old snapshot is one of the server's own: its state, written out and read in.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_state_of_any_time_and_the_events_since_are_the_state_now(string kind)
    {
        var streams = await Folds[kind](play.Recorded.Academy);
        Assert.True(streams > 0, $"No stream of the kind {kind} was written.");
    }

    /// <summary>Types of earlier releases, and who folds them.</summary>
    private static readonly Dictionary<string, string> NoLongerWritten = new(StringComparer.Ordinal)
    {
        ["chat.draft-saved"] = "Drafts are a stored state now; PersonalChatTests folds those that are in old journals.",
    };

    [Fact]
    public async Task Every_event_type_was_folded()
    {
        var written = await WrittenAsync();
        Assert.Equal(NoLongerWritten.Keys, ContractTests.Catalog().Types.Select(type => type.Name).Except(written));
    }

    private static readonly Dictionary<string, Func<RunningAcademy, Task<int>>> Folds = new(StringComparer.Ordinal)
    {
        ["account"] = Fold<Account>,
        ["catalog"] = Fold<Course>,
        ["course"] = Fold<CourseActivityState>,
        ["email"] = Fold<EmailReservation>,
        ["invitation"] = Fold<Invitation>,
        ["revocations"] = Fold<RevocationsState>,
        ["room"] = Fold<ChatRoom>,
        ["user"] = Fold<UserState>,
    };

    /// <returns>How many streams.</returns>
    private static async Task<int> Fold<TCore>(RunningAcademy academy)
        where TCore : class, ICore, new()
    {
        var json = academy.Services.GetRequiredService<IStreamDescriptor<TCore>>().State;
        var kind = Folds.Single(fold => fold.Value.Method == ((Func<RunningAcademy, Task<int>>)Fold<TCore>).Method).Key;
        var streams = await StreamsAsync(academy, kind);
        foreach (var stream in streams)
            Prove(json, stream, await EventsAsync(academy, stream));
        return streams.Count;
    }

    private static void Prove<TCore>(
        JsonTypeInfo<TCore> json,
        string stream,
        IReadOnlyList<(object Body, RecordedEvent At)> events
    )
        where TCore : class, ICore, new()
    {
        var olds = new List<byte[]>();
        var fresh = new TCore();
        foreach (var (body, at) in events)
        {
            fresh.Apply(body, at.Seq, at.At);
            olds.Add(JsonSerializer.SerializeToUtf8Bytes(fresh, json));
        }
        var expected = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(fresh, json));
        // Of nothing there is no snapshot.
        for (var from = 1; from < events.Count; from++)
        {
            var old = JsonSerializer.Deserialize(olds[from - 1], json)!;
            foreach (var (body, at) in events.Skip(from))
                old.Apply(body, at.Seq, at.At);
            var caughtUp = JsonSerializer.SerializeToUtf8Bytes(old, json);
            Assert.True(
                JsonNode.DeepEquals(expected, JsonNode.Parse(caughtUp)),
                $"{stream}: the state at {from} with the events since is {Encoding.UTF8.GetString(caughtUp)}, "
                    + $"not {expected}."
            );
        }
    }

    private async Task<IReadOnlyList<string>> WrittenAsync()
    {
        var types = new List<string>();
        await using var command = play.Recorded.Academy.Database.CreateCommand("select distinct type from events");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            types.Add(reader.GetString(0));
        return types;
    }

    private static async Task<IReadOnlyList<string>> StreamsAsync(RunningAcademy academy, string kind)
    {
        var streams = new List<string>();
        await using var command = academy.Database.CreateCommand(
            "select distinct stream from events where split_part(split_part(stream, '/', 2), ':', 1) = $1"
        );
        command.Parameters.Add(new() { Value = kind });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            streams.Add(reader.GetString(0));
        return streams;
    }

    private static async Task<IReadOnlyList<(object Body, RecordedEvent At)>> EventsAsync(
        RunningAcademy academy,
        string stream
    )
    {
        var (journal, catalog) = (
            academy.Services.GetRequiredService<IJournal>(),
            academy.Services.GetRequiredService<EventCatalog>()
        );
        var recorded = await journal.ReadAsync(stream, 0, int.MaxValue, int.MaxValue, default);
        return [.. recorded.Select(e => (catalog.Named(e.Type).Load(e.Version, e.Data), e))];
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    /// <summary>One academy for all of the tests.</summary>
    public sealed class Play : IAsyncLifetime
    {
        internal RecordedAcademy Recorded { get; private set; } = null!;

        public async Task InitializeAsync() => Recorded = await RecordedAcademy.PlayAsync();

        public async Task DisposeAsync() => await Recorded.DisposeAsync();
    }
}
