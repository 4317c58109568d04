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

    public Task<string> HashAsync(string password) => InTurnAsync(() => hasher.HashPassword(NoUser, password));

    public Task<PasswordVerificationResult> VerifyAsync(string hash, string password) =>
        InTurnAsync(() => hasher.VerifyHashedPassword(NoUser, hash, password));

    /// <summary>Takes as long as <see cref="VerifyAsync"/>, for an account that does not exist.</summary>
    public async Task VerifyNothingAsync(string password)
    {
        nobodys ??= HashAsync("the password of nobody");
        await VerifyAsync(await nobodys, password);
    }

    public void Dispose() => turns.Dispose();

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
