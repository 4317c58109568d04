namespace Academy.Api.Authentication;

/// <summary>
/// Where the signing keys come from: the setting, or a file that it names; in Development else a key that is made once and
/// kept in the data directory.
/// </summary>
internal static class SigningKeySource
{
    private const string Setting = "Tokens:SigningKey";
    private const string FileSetting = "Tokens:SigningKeyFile";

    public static string Read(IConfiguration configuration, IHostEnvironment environment)
    {
        if (configuration[Setting] is { Length: > 0 } pem)
            return pem;
        if (configuration[FileSetting] is { Length: > 0 } file)
            return File.ReadAllText(file);
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                "no signing key: set Tokens__SigningKey to an EC P-256 private key in PEM form, or Tokens__SigningKeyFile to its file.");
        }
        return ReadOrMake(Path.Combine(environment.ContentRootPath, ".academy", "signing-key.pem"));
    }

    private static string ReadOrMake(string path)
    {
        if (File.Exists(path))
            return File.ReadAllText(path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var pem = SigningKeys.NewPem();
        // Two processes that start at once must end up with one key: the first file stays.
        var draft = $"{path}.{Environment.ProcessId}";
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, mode))
            writer.Write(pem);
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
        return File.ReadAllText(path);
    }
}
