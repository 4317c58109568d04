using Academy.Accounts;
using Npgsql;

namespace Academy.Grains.Catalog;

/// <summary>Who may teach a course.</summary>
internal sealed class Teachers(NpgsqlDataSource database)
{
    /// <summary>Whether they are an instructor or an administrator of the organization.</summary>
    public async ValueTask<bool> ContainsAsync(
        OrganizationId organization,
        UserId user,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select exists (
                select from users where organization = $1 and id = $2 and role in ('instructor', 'admin'))
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(user.Value);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
