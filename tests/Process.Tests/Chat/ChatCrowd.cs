using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Testing.Histories;

namespace Academy.Processes.Chat;

/// <summary>People in rooms: each has a socket on which they hear their room and speak.</summary>
internal sealed class ChatCrowd : IAsyncDisposable
{
    private const int AddedAtOnce = 200;

    private readonly Database database;
    private readonly History history = new();
    private readonly List<string> errors = [];
    private Uri door = null!;

    private ChatCrowd(Database database) => this.database = database;

    public AcademyProcess Server { get; private set; } = null!;

    /// <summary>Everybody; the members of a room are next to each other.</summary>
    public IReadOnlyList<Watcher> People { get; private set; } = [];

    private Person[] Persons { get; set; } = [];

    /// <summary>Somebody in each room.</summary>
    private IEnumerable<(Person Person, string Stream)> OneOfEach =>
        People.Select((watcher, i) => (Persons[i], watcher.View.Stream)).DistinctBy(one => one.Stream);

    public static async Task<ChatCrowd> GatherAsync(int rooms, int members)
    {
        var crowd = new ChatCrowd(await Database.StartAsync());
        try
        {
            var people = new Person[rooms * members];
            var roomOf = new string[people.Length];
            await using (
                var server = await AcademyServer.StartAsync(
                    $"--ConnectionStrings:Academy={crowd.database.ConnectionString}",
                    "--RateLimiting:Enabled=false"
                )
            )
            {
                for (var i = 0; i < people.Length; i++)
                    people[i] = await server.SignInAsync();
                for (var room = 0; room < rooms; room++)
                    Array.Fill(
                        roomOf,
                        await OpenRoomAsync(people.AsMemory(room * members, members).ToArray()),
                        room * members,
                        members
                    );
            }
            crowd.Persons = people;
            await crowd.StartServerAsync();
            crowd.People =
            [
                .. people.Select(
                    (person, i) =>
                        new Watcher(
                            new Doors(0, () => crowd.door),
                            () => person.AccessToken,
                            new StreamView(crowd.history, person.Id.ToString(), $"room:{roomOf[i]}")
                        )
                        {
                            Outbox = new(crowd.history, person.Id.ToString(), roomOf[i]),
                        }.Start()
                ),
            ];
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary><c>kill -9</c>, and a new one.</summary>
    public async Task KillServerAsync()
    {
        await Server.Kill();
        errors.AddRange(Server.Errors);
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    /// <summary>When everything was said and heard: what must not be.</summary>
    public async Task<IReadOnlyList<string>> ReckonAsync()
    {
        foreach (var person in People)
            await Within.Holds(
                () => person.Outbox!.IsEmpty,
                () => $"{person.View.Stream}: something was never answered; {person.Fault}"
            );
        var heads = (
            await database.RowsAsync(
                "select stream, max(seq) from events where stream like 'academy/room:%' group by 1"
            )
        ).ToDictionary(row => (string)row[0], row => (long)row[1]);
        foreach (var person in People)
        {
            var head = heads[$"academy/{person.View.Stream}"];
            await Within.Holds(
                () => person.View.Seq >= head,
                () => $"{person.View.Stream} is heard up to {person.View.Seq} of {head}; {person.Fault}"
            );
        }
        var stored = new Stored
        {
            Epoch = People[0].View.Epoch!,
            Events =
            [
                .. (
                    await database.RowsAsync(
                        "select stream, seq, type, data::text from events where stream like 'academy/room:%'"
                    )
                ).Select(EventOf),
            ],
            Commands =
            [
                .. (
                    await database.RowsAsync(
                        "select stream, actor, command_id, first_seq, last_seq from commands where stream like "
                            + "'academy/room:%'"
                    )
                ).Select(row => new StoredCommand(
                    (string)row[0],
                    (string)row[1],
                    (string)row[2],
                    (long)row[3],
                    (long)row[4]
                )),
            ],
        };
        return
        [
            .. HistoryCheck.Run(history, stored).Select(finding => finding.ToString()),
            .. await OdditiesAsync(stored),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in People)
            await person.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task StartServerAsync()
    {
        Server = await AcademyProcess.Start(database.ConnectionString);
        door = Server.Address;
    }

    private static async Task<string> OpenRoomAsync(Person[] members)
    {
        var owner = members[0].Http;
        using var opened = await owner.SendJsonAsync(
            HttpMethod.Post,
            "/api/v1/chat/rooms",
            new
            {
                type = "group",
                title = "A room",
                memberIds = Array.Empty<string>(),
            }
        );
        var room = (await opened.ShouldBeAsync(201)).Text("id");
        foreach (var some in members.Skip(1).Chunk(AddedAtOnce))
        {
            using var added = await owner.SendJsonAsync(
                HttpMethod.Post,
                $"/api/v1/chat/rooms/{room}/members",
                new { userIds = some.Select(member => member.Id) }
            );
            await added.ShouldBeAsync(204);
        }
        return room;
    }

    private static StoredEvent EventOf(object[] row)
    {
        var (stream, type) = ((string)row[0], (string)row[2]);
        var content = Happenings.ContentOf(type, JsonSerializer.Deserialize<JsonElement>((string)row[3]));
        return new StoredEvent(stream, (long)row[1], type)
        {
            Content = content,
            Effect = type == Happenings.MessagePosted ? content : null,
        };
    }

    /// <summary>What a history has no lines for.</summary>
    private async Task<IEnumerable<string>> OdditiesAsync(Stored stored)
    {
        var odd = new List<string>();
        foreach (var person in People)
        {
            if (person.Outbox!.Refusal is { } refusal)
                odd.Add($"{person.View.Stream} refused {refusal}");
            if (person.View is { Short: > 0 } or { Refused: > 0 })
                odd.Add($"{person.View.Stream}: {person.View.Short} short resumes, {person.View.Refused} refusals");
        }
        odd.AddRange(
            errors
                .Concat(Server.Errors)
                .Where(line =>
                    line.Contains("Unhandled", StringComparison.Ordinal)
                    || line.Contains("failed unexpectedly", StringComparison.Ordinal)
                )
        );
        // History, as somebody reads it who was not there.
        foreach (var (person, stream) in OneOfEach)
        {
            var read = await ReadAllAsync(person, stream["room:".Length..]);
            var posted = stored
                .Events.Where(e => e.Stream == $"academy/{stream}" && e.Type == Happenings.MessagePosted)
                .OrderByDescending(e => e.Seq)
                .Select(e => $"{e.Seq} {e.Content}")
                .ToArray();
            if (!read.SequenceEqual(posted))
                odd.Add(
                    $"{stream}: its history has {read.Count} messages, the journal {posted.Length}, or they differ."
                );
        }
        return odd;
    }

    private async Task<List<string>> ReadAllAsync(Person person, string room)
    {
        using var http = new HttpClient { BaseAddress = Server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
        var read = new List<string>();
        long? before = null;
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                $"/api/v1/chat/rooms/{room}/messages?limit=200{(before is null ? "" : $"&before={before}")}"
            );
            var items = page.GetProperty("items").EnumerateArray().ToArray();
            read.AddRange(
                items.Select(item => $"{item.GetProperty("seq")} {item.GetProperty("body").GetString()!.Split(' ')[0]}")
            );
            if (items.Length == 0 || page.GetProperty("nextCursor").ValueKind == JsonValueKind.Null)
                return read;
            before = items[^1].GetProperty("seq").GetInt64();
        }
    }
}
