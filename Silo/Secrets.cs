using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo;

/// <summary>
/// Secrets are given by the configuration. In Development a missing one is made once and kept in the data directory;
/// elsewhere the host refuses to start and names it.
/// </summary>
public static class Secrets
{
    /// <summary>
    /// Wraps the keys of persons and derives the keys of e-mail addresses and refresh tokens: 32 bytes, Base64.
    /// </summary>
    public const string MasterKey = "Secrets:MasterKey";

    public static byte[] ReadMasterKey(IHostEnvironment environment, IConfiguration configuration)
    {
        var text = Read(environment, configuration, MasterKey, "master.key", () =>
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
        );
        var key = new byte[32];
        return Convert.TryFromBase64String(text, key, out var length) && length == 32
            ? key
            : throw new SettingException(
                $"{Variable(MasterKey)} must be 32 bytes in Base64, e.g. from: openssl rand -base64 32"
            );
    }

    /// <summary>The configured secret, or in Development the one that is kept in the data directory.</summary>
    /// <param name="setting">Its place in the configuration.</param>
    /// <param name="file">Its file in the data directory.</param>
    /// <param name="make">Makes a new one.</param>
    public static string Read(
        IHostEnvironment environment,
        IConfiguration configuration,
        string setting,
        string file,
        Func<string> make
    )
    {
        if (configuration[setting] is { Length: > 0 } given)
            return given;
        if (!environment.IsDevelopment())
            throw new SettingException($"{Variable(setting)} is missing: outside Development it must be given.");

        var path = Path.Combine(DataDirectory.Of(environment, configuration), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            // Made beside and moved into place, so that a kill leaves a whole secret or none.
            var made = $"{path}.{Environment.ProcessId}.new";
            File.WriteAllText(made, make());
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            try
            {
                File.Move(made, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process of this checkout was faster: there is one secret for all of them.
                File.Delete(made);
            }
        }
        return File.ReadAllText(path).Trim();
    }

    private static string Variable(string setting) => setting.Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>A setting is missing or wrong; the message is one line for the operator.</summary>
public sealed class SettingException(string message) : Exception(message);
