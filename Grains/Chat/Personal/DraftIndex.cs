using Academy.Accounts;
using Npgsql;

namespace Academy.Grains.Chat.Personal;

/// <summary>Says who has stored drafts, without activating the grain: few people have any.</summary>
internal interface IDraftIndex
{
    Task<bool> HasDrafts(UserId user);
}

/// <summary>
/// One query at a time, for all who asked during the query before: after a restart many ask at once.
/// </summary>
internal sealed class DraftIndex(NpgsqlDataSource database) : IDraftIndex
{
    /// <summary>People in one query.</summary>
    private const int PeopleMax = 1_000;

    private const string Sql = """
        select split_part(grainidextensionstring, '/', 2)::uuid from orleansstorage
         where graintypestring = 'drafts' and split_part(grainidextensionstring, '/', 2) = any($1)
        """;

    private readonly Lock gate = new();
    private HashSet<Guid>? gathered;
    private Task<HashSet<Guid>> asking = Task.FromResult(new HashSet<Guid>());

    public async Task<bool> HasDrafts(UserId user)
    {
        Task<HashSet<Guid>> found;
        lock (gate)
        {
            if (gathered is null or { Count: >= PeopleMax })
            {
                var (people, before) = (gathered = [], asking);
                asking = Task.Run(() => AskAfter(before, people));
            }
            gathered.Add(user.Value);
            found = asking;
        }
        return (await found).Contains(user.Value);
    }

    private async Task<HashSet<Guid>> AskAfter(Task before, HashSet<Guid> people)
    {
        // Its own callers have got its failure.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            if (ReferenceEquals(gathered, people))
                gathered = null;
        }
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue(people.Select(person => person.ToString()).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        var found = new HashSet<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        return found;
    }
}
