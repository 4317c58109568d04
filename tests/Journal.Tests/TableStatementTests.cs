using Academy.Journal.Projections;
using Academy.Testing;
using Npgsql;

namespace Academy.Journal.Tests;

/// <summary>The statements that are generated for a projection, on a real table.</summary>
public sealed class TableStatementTests : IAsyncLifetime
{
    private const string Changed = "test.changed";

    private const string Table = """
        create table scores (
            player uuid, day date, name text, points int, total bigint, is_on boolean, at timestamptz,
                until timestamptz,
            seq bigint, primary key (player, day))
        """;

    private static readonly Guid Ann = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Bob = new("00000000-0000-0000-0000-00000000000b");
    private static readonly DateOnly Day = new(2026, 3, 1);

    private NpgsqlDataSource database = null!;

    private sealed record Score(Guid Player, string? Name = null, int Points = 0);

    public async Task InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await TestPostgres.NewDatabaseAsync());
        await using var create = database.CreateCommand(Table);
        await create.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task An_insert_keeps_the_row_that_exists()
    {
        await RunAsync(Insert, (1, new(Ann, "first")));
        await RunAsync(Insert, (2, new(Ann, "second")), (3, new(Bob, "third")), (4, new(Bob, "third")));
        Assert.Equal("a first, b third", await RowsAsync("name"));

        static void Insert(ProjectionBuilder projection) =>
            projection
                .Insert<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Key("day", _ => Day)
                .Initial("name", e => e.Event.Name);
    }

    [Fact]
    public async Task An_upsert_takes_the_latest_event_of_a_batch_wherever_it_stands_there()
    {
        await RunAsync(Upsert, (2, new(Ann, "new", 2)), (1, new(Ann, "old", 1)), (1, new(Bob, "bob", 5)));
        Assert.Equal("a new 2, b bob 5", await RowsAsync("name, points"));
        await RunAsync(Upsert, (3, new(Ann, "ignored", 3)));
        Assert.Equal("a new 3, b bob 5", await RowsAsync("name, points"));

        static void Upsert(ProjectionBuilder projection) =>
            projection
                .Upsert<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Key("day", _ => Day)
                .Initial("name", e => e.Event.Name)
                .Latest("points", e => e.Event.Points);
    }

    [Fact]
    public async Task A_row_that_knows_a_newer_event_is_not_changed()
    {
        await RunAsync(Upsert, (5, new(Ann, "five")));
        await RunAsync(Upsert, (4, new(Ann, "four")), (1, new(Bob, "one")));
        await RunAsync(Update, (3, new(Ann, "three")), (2, new(Bob, "two")));
        Assert.Equal("a five 5, b two 2", await RowsAsync("name, seq"));

        static void Upsert(ProjectionBuilder projection) =>
            projection
                .Upsert<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Key("day", _ => Day)
                .Latest("name", e => e.Event.Name)
                .Newer("seq");

        static void Update(ProjectionBuilder projection) =>
            projection
                .Update<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Latest("name", e => e.Event.Name)
                .Newer("seq");
    }

    [Fact]
    public async Task Increments_of_a_batch_are_summed_per_key_and_added()
    {
        await RunAsync(Upsert, (1, new(Ann, "ann", 1)), (2, new(Ann, "ann", 2)), (1, new(Bob, "bob", 10)));
        await RunAsync(Upsert, (3, new(Ann, "other", 4)));
        Assert.Equal("a ann 7 7, b bob 10 10", await RowsAsync("name, points, total"));
        await RunAsync(Update, (4, new(Ann, null, 3)), (5, new(Ann, null, 2)), (1, new(Guid.NewGuid(), null, 9)));
        Assert.Equal("a ann 2 7, b bob 10 10", await RowsAsync("name, points, total"));

        static void Upsert(ProjectionBuilder projection) =>
            projection
                .Upsert<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Key("day", _ => Day)
                .Initial("name", e => e.Event.Name)
                .Increment("points", e => e.Event.Points)
                .Increment("total", e => (long)e.Event.Points);

        static void Update(ProjectionBuilder projection) =>
            projection
                .Update<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Increment("points", e => -e.Event.Points);
    }

    [Fact]
    public async Task An_update_inserts_nothing_and_takes_the_latest()
    {
        await RunAsync(Update, (1, new(Ann, "nobody")));
        Assert.Equal("", await RowsAsync("name"));
        await using (var fill = database.CreateCommand($"insert into scores (player, day) values ('{Ann}', '{Day:O}')"))
            await fill.ExecuteNonQueryAsync();
        await RunAsync(Update, (9, new(Ann, "nine")), (10, new(Ann, "ten")), (8, new(Ann, "eight")));
        Assert.Equal("a ten", await RowsAsync("name"));

        static void Update(ProjectionBuilder projection) =>
            projection
                .Update<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Latest("name", e => e.Event.Name);
    }

    [Fact]
    public async Task Columns_have_the_types_of_their_values_and_may_be_null()
    {
        await RunAsync(Upsert, (1, new(Ann)), (2, new(Bob, "bob")));
        Assert.Equal(
            "a f 2026-03-01 12:00:00, b bob t 2026-03-01 12:00:00 2026-03-02 12:00:00",
            await RowsAsync("name, is_on, at at time zone 'UTC', until at time zone 'UTC'")
        );

        static void Upsert(ProjectionBuilder projection) =>
            projection
                .Upsert<Score>(Changed, "scores")
                .Key("player", e => e.Event.Player)
                .Key("day", _ => Day)
                .Latest("name", e => e.Event.Name)
                .Latest("is_on", e => e.Event.Name is not null)
                .Latest("at", e => e.At)
                .Latest("until", e => e.Event.Name is null ? (DateTimeOffset?)null : e.At.AddDays(1))
                .Newer("seq");
    }

    [Fact]
    public void The_sql_takes_one_row_per_key_in_the_order_of_the_keys()
    {
        var projection = new ProjectionBuilder();
        projection
            .Upsert<Score>(Changed, "scores")
            .Key("player", e => e.Event.Player)
            .Key("day", _ => Day)
            .Initial("at", e => e.At)
            .Latest("name", e => e.Event.Name)
            .Newer("seq");
        projection
            .Update<Score>(Changed, "scores")
            .Key("player", e => e.Event.Player)
            .Increment("points", e => e.Event.Points);
        Assert.Equal(
            [
                """
                insert into scores (player, day, at, name, seq)
                select distinct on (player, day) player, day, at, name, seq
                from (select unnest($1) as player, unnest($2) as day, unnest($3) as at, unnest($4) as name,
                unnest($5) as seq) events order by player, day, seq desc
                on conflict (player, day) do update set name = excluded.name, seq = excluded.seq
                where scores.seq < excluded.seq
                """.ReplaceLineEndings(" "),
                """
                update scores set points = scores.points + e.points
                from (select player, sum(points)::integer as points
                from (select unnest($1) as player, unnest($2) as points) events
                group by player order by player) e where scores.player = e.player
                """.ReplaceLineEndings(" "),
            ],
            projection.Statements.Select(statement => statement.Sql.ReplaceLineEndings(" "))
        );
    }

    [Theory]
    [InlineData("no key", 0)]
    [InlineData("write its SQL", 1)]
    [InlineData("write its SQL", 2)]
    [InlineData("an insert has only", 3)]
    [InlineData("inserts nothing", 4)]
    [InlineData("only latest columns", 5)]
    public void A_declaration_that_is_no_common_shape_is_refused_at_the_start(string reason, int number)
    {
        Action<ProjectionBuilder>[] wrong =
        [
            p => p.Upsert<Score>(Changed, "scores").Latest("name", e => e.Event.Name),
            p => p.Upsert<Score>(Changed, "scores").Key("player", e => e.Event.Player),
            p =>
                p.Upsert<Score>(Changed, "scores")
                    .Key("player", e => e.Event.Player)
                    .Latest("name", e => e.Event.Name)
                    .Increment("points", e => e.Event.Points),
            p =>
                p.Insert<Score>(Changed, "scores").Key("player", e => e.Event.Player).Latest("name", e => e.Event.Name),
            p =>
                p.Update<Score>(Changed, "scores")
                    .Key("player", e => e.Event.Player)
                    .Initial("at", e => e.At)
                    .Latest("name", e => e.Event.Name),
            p =>
                p.Update<Score>(Changed, "scores")
                    .Key("player", e => e.Event.Player)
                    .Increment("points", e => e.Event.Points)
                    .Newer("seq"),
        ];
        var refusal = Assert.Throws<InvalidOperationException>(() => new ProjectionSet([new Defined(wrong[number])]));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private async Task RunAsync(Action<ProjectionBuilder> define, params (long Seq, Score Body)[] events)
    {
        var rows = new ProjectionSet([new Defined(define)]).NewRows();
        foreach (var (seq, body) in events)
            rows.Add(Changed, new("s", seq, body, "tester", RunningJournal.At));
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        rows.PutInto(batch);
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<string> RowsAsync(string columns)
    {
        await using var command = database.CreateCommand(
            $"""
            select coalesce(string_agg(concat_ws(' ', right(player::text, 1), {columns}), ', ' order by player), '')
            from scores
            """
        );
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Defined(Action<ProjectionBuilder> define) : IProjection
    {
        public IReadOnlyList<string> Tables => ["scores"];

        public void Define(ProjectionBuilder projection) => define(projection);
    }
}
