using System.Text.Json;
using Academy.Accounts;
using Npgsql;

namespace Academy.Grains.Accounts;

internal sealed class RevocationLog(NpgsqlDataSource database) : IRevocationLog
{
    private const int EventsMax = 100;
    private const int FeedMax = 5_000;

    /// <summary>One statement, one snapshot: what leaves the feed is on the stream in the same instant.</summary>
    private const string Sql = """
        (select seq, data::text from events where stream = $1 and seq > $2 order by seq limit $3)
        union all
        (select 0, data::text from feed where owner = $1 order by position limit $4)
        """;

    private static readonly string Stream = Revocations.Stream.InJournal(OrganizationId.Platform);

    public async Task<RevocationPage> After(long seq, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        foreach (var parameter in (object[])[Stream, seq, EventsMax, FeedMax])
            command.Parameters.Add(new() { Value = parameter });
        var (found, events, feed) = (new List<Revocation>(), 0, 0);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(0) is > 0 and var at)
            {
                (seq, events) = (at, events + 1);
                found.AddRange(
                    JsonSerializer
                        .Deserialize(reader.GetString(1), RevocationEventsJson.Default.AccessRevoked)!
                        .Revocations
                );
            }
            else
            {
                feed++;
                found.Add(JsonSerializer.Deserialize(reader.GetString(1), RevocationEventsJson.Default.Revocation)!);
            }
        }
        return new(seq, found, IsAll: events < EventsMax && feed < FeedMax);
    }
}
