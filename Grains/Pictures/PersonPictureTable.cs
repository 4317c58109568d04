using Academy.Accounts;
using Academy.Pictures;
using Npgsql;

namespace Academy.Grains.Pictures;

/// <summary>The table of people's pictures.</summary>
internal sealed class PersonPictureTable(NpgsqlDataSource database, TimeProvider clock)
{
    private const string RemoveTheirs = """
         sizes as (delete from attachment_sizes s using gone g where s.upload = g.id returning s.blob),
         emptied as (delete from attachment_chunks c using sizes s where c.upload = s.blob)
        select count(*) from gone
        """;

    /// <summary>Longer than an upload takes.</summary>
    private static readonly TimeSpan Unnamed = TimeSpan.FromHours(1);

    public async Task AddAsync(
        PictureId id,
        UserId person,
        string words,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "insert into person_pictures (id, person, words, made_at) values ($1, $2, $3, $4)"
        );
        command.Parameters.AddWithValue(id.Value);
        command.Parameters.AddWithValue(person.Value);
        command.Parameters.AddWithValue(words);
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<(string Words, DateTimeOffset MadeAt)?> FindAsync(
        PictureId id,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand("select words, made_at from person_pictures where id = $1");
        command.Parameters.AddWithValue(id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }

    public async Task RemoveOneAsync(PictureId id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            with gone as (delete from person_pictures where id = $1 returning id),
            {RemoveTheirs}
            """
        );
        command.Parameters.AddWithValue(id.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes all pictures of a person but one.</summary>
    public async Task RemoveAsync(UserId person, PictureId? except, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            with gone as (delete from person_pictures where person = $1 and id is distinct from $2 returning id),
            {RemoveTheirs}
            """
        );
        command.Parameters.AddWithValue(person.Value);
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = except?.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes what no account names: uploads that broke off, and pictures of the erased.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            with gone as (
                delete from person_pictures p
                 where p.made_at < $1 and not exists (select from users u where u.id = p.person and u.picture = p.id)
                returning p.id),
            {RemoveTheirs}
            """
        );
        command.Parameters.AddWithValue(clock.GetUtcNow() - Unnamed);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
