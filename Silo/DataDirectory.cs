using System.Security.Cryptography;
using System.Text;
using Academy.LocalPostgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo;

/// <summary>
/// Where a machine that has nothing configured keeps its private PostgreSQL and its development secrets:
/// <c>Academy__DataDirectory</c>, else <c>.academy</c> under the content root, else (as root) a directory of
/// this checkout's own under <c>/var/lib/academy</c>.
/// </summary>
public static class DataDirectory
{
    public static string Of(IHostEnvironment environment, IConfiguration configuration) =>
        configuration["Academy:DataDirectory"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : LocalPostgresOptions.DefaultDirectory(environment.ContentRootPath, NameOf(environment.ContentRootPath));

    /// <summary>Two checkouts on one machine do not share a database.</summary>
    private static string NameOf(string contentRoot) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contentRoot)).AsSpan(0, 6));
}
