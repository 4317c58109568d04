using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Academy.Grains.Accounts;

/// <summary>
/// Hashes passwords, slowly on purpose, so on few threads at a time: a wave of log-ins waits for its turn here instead
/// of taking every thread from everybody else, and is refused when it is too long.
/// </summary>
internal sealed class Passwords(IOptions<AccountOptions> options) : IDisposable
{
    private const int WaitingMax = 500;

    private static readonly object NoUser = new();

    private readonly PasswordHasher<object> hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations })
    );

    private readonly SemaphoreSlim turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private Task<string>? nobodys;
    private int waiting;

    public Task<string> HashAsync(string password) => InTurnAsync(() => hasher.HashPassword(NoUser, Prepare(password)));

    public Task<PasswordVerificationResult> VerifyAsync(string hash, string password) =>
        InTurnAsync(() => Verify(hash, password));

    /// <summary>Takes as long as <see cref="VerifyAsync"/>, for an account that does not exist.</summary>
    public async Task VerifyNothingAsync(string password)
    {
        nobodys ??= HashAsync("the password of nobody");
        await VerifyAsync(await nobodys, password);
    }

    public void Dispose() => turns.Dispose();

    /// <summary>
    /// As RFC 8265 has passwords compared (OpaqueString): composed, every blank an ordinary one. Keyboards type the
    /// same letter as one code point or as two.
    /// </summary>
    internal static string Prepare(string password)
    {
        if (Ascii.IsValid(password))
            return password;
        var spaced = string.Concat(password.Select(c => IsBlank(c) ? ' ' : c));
        try
        {
            return spaced.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair has no normal form; it is hashed as it is.
            return password;
        }
    }

    private static bool IsBlank(char c) =>
        !char.IsAscii(c) && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator;

    /// <summary>Hashes from before passwords were prepared are of what was typed; they are made anew.</summary>
    private PasswordVerificationResult Verify(string hash, string password)
    {
        var prepared = Prepare(password);
        var verdict = hasher.VerifyHashedPassword(NoUser, hash, prepared);
        if (verdict != PasswordVerificationResult.Failed || prepared == password)
            return verdict;
        return hasher.VerifyHashedPassword(NoUser, hash, password) == PasswordVerificationResult.Failed
            ? PasswordVerificationResult.Failed
            : PasswordVerificationResult.SuccessRehashNeeded;
    }

    private async Task<T> InTurnAsync<T>(Func<T> work)
    {
        if (Interlocked.Increment(ref waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref waiting);
            throw new LimitExceededException("Too many passwords wait to be hashed.");
        }
        try
        {
            await turns.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
