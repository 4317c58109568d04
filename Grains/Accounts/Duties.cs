using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Npgsql;
using Orleans;

namespace Academy.Grains.Accounts;

/// <summary>
/// What somebody must not give up before another has taken it over, by erasing their account or by losing their role:
/// being the last administrator of an organization, or the only instructor of a published course.
/// </summary>
internal sealed class Duties(NpgsqlDataSource database, IGrainFactory grains)
{
    /// <summary>Courses that are named; there may be more.</summary>
    private const int CoursesMax = 100;

    private const int AtOnce = 8;

    /// <summary>
    /// Administrators of an organization give up their role one after the other: else each of two would count on the
    /// other. The turn ends with what is returned.
    /// </summary>
    public async Task<IAsyncDisposable?> EnterAsync(OrganizationId organization, Role role)
    {
        if (role != Role.Admin)
            return null;
        var connection = await database.OpenConnectionAsync();
        try
        {
            await connection.BeginTransactionAsync();
            await using var enter = new NpgsqlCommand(
                "select pg_advisory_xact_lock(hashtextextended('academy administrators of ' || $1, 0))",
                connection
            );
            enter.Parameters.AddWithValue(organization.Value);
            await enter.ExecuteNonQueryAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <param name="organization">Theirs.</param>
    /// <param name="user">Who.</param>
    /// <param name="role">Theirs so far.</param>
    /// <param name="next">Their next role; null: they are erased.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<Obstacle>> OfAsync(
        OrganizationId organization,
        UserId user,
        Role role,
        Role? next,
        CancellationToken cancellationToken
    )
    {
        var obstacles = new List<Obstacle>();
        if (
            role == Role.Admin
            && next != Role.Admin
            && !await HasOtherAdminAsync(organization, user, cancellationToken)
        )
            obstacles.Add(new(ObstacleKinds.LastAdmin));
        if (next is null or Role.Student)
            await AddCoursesAsync(obstacles, organization, user, cancellationToken);
        return obstacles;
    }

    /// <summary>Administrators are asked to take over the courses that stand in the way.</summary>
    public Task AskForHandOverAsync(Caller instructor, IReadOnlyList<Obstacle> obstacles) =>
        Parallel.ForEachAsync(
            obstacles.Where(o => o.Kind == ObstacleKinds.Course),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (course, _) =>
                await grains
                    .GetGrain<ICourseGrain>(GrainKey.Of(instructor.Organization, course.Id!.Value))
                    .AskForHandOver(instructor)
        );

    public async Task<bool> HasOtherAdminAsync(
        OrganizationId organization,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select exists (select from users where organization = $1 and role = 'admin' and id <> $2)"
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task AddCoursesAsync(
        List<Obstacle> obstacles,
        OrganizationId organization,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select id, title from courses where organization = $1 and instructor = $2 and version > 0
             order by created_at, id limit $3
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        command.Parameters.AddWithValue(CoursesMax);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            obstacles.Add(new(ObstacleKinds.Course, reader.GetGuid(0), reader.GetString(1)));
    }
}

/// <summary>Kinds of <see cref="Obstacle"/>; docs/errors.md lists them.</summary>
internal static class ObstacleKinds
{
    public const string LastAdmin = "last-admin";
    public const string Course = "course";
}
