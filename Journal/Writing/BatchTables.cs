using NpgsqlTypes;

namespace Academy.Journal.Writing;

internal sealed class HeadRows
{
    private readonly List<string> streams;
    private readonly List<long> seqs;

    public HeadRows() => (streams, seqs) = (Rows.Text(), Rows.Bigint());

    public Rows Rows { get; } = new("select journal_require_heads($1, $2)");

    public void Add(string stream, long seq)
    {
        streams.Add(stream);
        seqs.Add(seq);
    }
}

internal sealed class EventRows
{
    private readonly List<string> streams;
    private readonly List<long> seqs;
    private readonly List<string> types;
    private readonly List<int> versions;
    private readonly List<ReadOnlyMemory<byte>> data;
    private readonly List<string> actors;
    private readonly List<DateTime> ats;
    private readonly List<Guid?> correlations;
    private readonly List<string?> causations;

    public EventRows(string sql)
    {
        Rows = new(sql);
        (streams, seqs, types, versions) = (Rows.Text(), Rows.Bigint(), Rows.Text(), Rows.Integer());
        (data, actors, ats) = (Rows.Json(), Rows.Text(), Rows.Timestamp());
        (correlations, causations) = (Rows.Column<Guid?>(NpgsqlDbType.Uuid), Rows.Column<string?>(NpgsqlDbType.Text));
    }

    private const string Insert = """
        insert into events (stream, seq, type, version, data, actor, at, correlation_id, causation_id)
        select unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8),
               unnest($9)
        """;

    public EventRows()
        : this(Insert) { }

    public Rows Rows { get; }

    public void Add(string stream, long seq, PendingEvent e, string actor, DateTime at, Cause cause)
    {
        streams.Add(stream);
        seqs.Add(seq);
        types.Add(e.Type);
        versions.Add(e.Version);
        data.Add(e.Data);
        actors.Add(actor);
        ats.Add(at);
        correlations.Add(cause.Correlation);
        causations.Add(cause.Causation);
    }
}

internal sealed class CommandRows
{
    private readonly List<string> streams;
    private readonly List<string> actors;
    private readonly List<string> ids;
    private readonly List<string> hashes;
    private readonly List<long> firsts;
    private readonly List<long> lasts;
    private readonly List<ReadOnlyMemory<byte>> answers;
    private readonly List<DateTime> ats;

    public CommandRows()
    {
        (streams, actors, ids, hashes) = (Rows.Text(), Rows.Text(), Rows.Text(), Rows.Text());
        (firsts, lasts, answers, ats) = (Rows.Bigint(), Rows.Bigint(), Rows.Json(), Rows.Timestamp());
    }

    public Rows Rows { get; } =
        new(
            """
            insert into commands (stream, actor, command_id, request_hash, first_seq, last_seq, answer, at)
            select unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6), unnest($7), unnest($8)
            """
        );

    public void Add(Append append, CommandRecord command, long lastSeq, DateTime at)
    {
        streams.Add(append.Stream);
        actors.Add(append.Actor);
        ids.Add(command.CommandId);
        hashes.Add(command.RequestHash);
        firsts.Add(append.ExpectedSeq + 1);
        lasts.Add(lastSeq);
        answers.Add(command.Answer);
        ats.Add(at);
    }
}

internal sealed class FeedRows
{
    private readonly List<string> owners;
    private readonly List<string> sources;
    private readonly List<long> seqs;
    private readonly List<ReadOnlyMemory<byte>> data;

    public FeedRows() => (owners, sources, seqs, data) = (Rows.Text(), Rows.Text(), Rows.Bigint(), Rows.Json());

    public Rows Rows { get; } =
        new(
            """
            insert into feed (owner, source_stream, source_seq, data)
            select unnest($1), unnest($2), unnest($3), unnest($4)
            """
        );

    public void Add(FeedItem item, string source, long seq)
    {
        owners.Add(item.Owner);
        sources.Add(source);
        seqs.Add(seq);
        data.Add(item.Data);
    }
}

internal sealed class TakenRows
{
    private readonly List<string> owners;
    private readonly List<long> positions;

    public TakenRows() => (owners, positions) = (Rows.Text(), Rows.Bigint());

    public Rows Rows { get; } =
        new(
            """
            delete from feed f using (select unnest($1) as owner, unnest($2) as position) taken
            where f.owner = taken.owner and f.position = taken.position
            """
        );

    public void Add(FeedTaken taken)
    {
        for (var i = 0; i < taken.Positions.Count; i++)
        {
            owners.Add(taken.Owner);
            positions.Add(taken.Positions[i]);
        }
    }
}

internal sealed class OutboxRows
{
    private readonly List<Guid> ids;
    private readonly List<string> kinds;
    private readonly List<ReadOnlyMemory<byte>> data;
    private readonly List<string> sources;
    private readonly List<long> seqs;
    private readonly List<DateTime> ats;

    public OutboxRows()
    {
        (ids, kinds, data) = (Rows.Uuid(), Rows.Text(), Rows.Json());
        (sources, seqs, ats) = (Rows.Text(), Rows.Bigint(), Rows.Timestamp());
    }

    // Ids derive from their cause, so a row with the same id is the same piece of work.
    public Rows Rows { get; } =
        new(
            """
            insert into outbox (id, kind, data, source_stream, source_seq, made_at)
            select unnest($1), unnest($2), unnest($3), unnest($4), unnest($5), unnest($6)
            on conflict (id) do nothing
            """
        );

    public void Add(OutboxItem item, string source, long seq, DateTime at)
    {
        ids.Add(item.Id);
        kinds.Add(item.Kind);
        data.Add(item.Data);
        sources.Add(source);
        seqs.Add(seq);
        ats.Add(at);
    }
}
