using Academy.Accounts;
using Academy.Api.Problems;
using Academy.Api.Traffic;
using Academy.Commands;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Academy.Api.Accounts;

/// <summary>
/// Stands before every check of a password. An account's wrong ones count for the address (or the known device) that
/// they come from, and only that one is refused. Of all together they make who is not known wait, ever longer: guessing
/// gets slow, and nobody is locked out. Then checks take turns by address, since each takes long on purpose.
/// </summary>
internal sealed class SignInGuard(
    RateLimits limits,
    KnownDevices devices,
    IOptions<RateLimitOptions> options,
    TimeProvider clock
)
{
    /// <summary>Wrong passwords for an account, from wherever, that nobody has to wait for.</summary>
    private const int FreeFailures = 10;

    /// <summary>Requests that wait so.</summary>
    private const int DelayedMax = 10_000;

    /// <summary>The first steps of a turn's path: who is known takes turns with all others together.</summary>
    private static readonly UInt128 Known = 1,
        Unknown = 0;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.25),
        LongestDelay = TimeSpan.FromSeconds(8);

    private readonly RateWindows failures = new(options.Value.Account, clock);
    private readonly RateWindows devicesTries = new(options.Value.SignIn, clock);
    private readonly RateWindows failuresOfAll = new(
        new() { Requests = int.MaxValue / 2, Window = TimeSpan.FromHours(1) },
        clock
    );

    // A check is of one core's work; there are some more than cores, since they also wait for the journal.
    private readonly FairTurns turns = new(
        atOnce: Math.Max(8, 2 * Environment.ProcessorCount),
        waitingMax: 1_000,
        waitingOfOneMax: 200
    );

    private int delayed;

    /// <summary>A log-in: counts for the address, or for the device that is known to the account.</summary>
    public async Task<Outcome<SignedIn>> LogInAsync(HttpContext http, string email, Func<Task<Outcome<SignedIn>>> logIn)
    {
        var account = EmailAddress.Normalize(email);
        var device = devices.MarkOf(http, account);
        if (limits.Enabled)
        {
            var lease = device is null
                ? limits.TakeSignIn(http)
                : devicesTries.Take(RateKey.Of(device), limits.FactorOf(http));
            http.Tell(lease);
            if (!lease.Granted)
                return TooMany(lease);
        }
        var outcome = await CheckAsync(http, account, device, logIn);
        if (outcome.Accepted)
            devices.Remember(http, account);
        return outcome;
    }

    /// <summary>Has who is signed in confirm something by the password.</summary>
    public Task<Outcome<Done>> ConfirmAsync(HttpContext http, UserId user, Func<Task<Outcome<Done>>> confirm) =>
        CheckAsync(http, user.ToString(), device: null, confirm);

    /// <summary>Has a new password hashed when it is the address's turn.</summary>
    public Task<Outcome<T>> InTurnAsync<T>(HttpContext http, Func<Task<Outcome<T>>> work) =>
        turns.RunAsync(PathOf(ClientNetworks.Of(http), isKnown: false), work, http.RequestAborted);

    /// <summary>How long who is not known waits after so many wrong passwords of all.</summary>
    internal static TimeSpan DelayAfter(int failures) =>
        failures < FreeFailures
            ? TimeSpan.Zero
            : TimeSpan.FromTicks(
                Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(failures - FreeFailures, 10))
            );

    private async Task<Outcome<T>> CheckAsync<T>(
        HttpContext http,
        string account,
        string? device,
        Func<Task<Outcome<T>>> check
    )
    {
        var networks = ClientNetworks.Of(http);
        var isKnown = device is not null || devices.KnowsAddress(http, account);
        var path = device is null ? PathOf(networks, isKnown) : [Known, RateKey.Of(device)];
        if (!limits.Enabled)
            return await turns.RunAsync(path, check, http.RequestAborted);

        var factor = limits.FactorOf(http);
        var lease = device is null
            ? failures.Take(
                [
                    RateKey.Of(account, networks.Own),
                    RateKey.Of(account, networks.Middle),
                    RateKey.Of(account, networks.Wide),
                ],
                factor
            )
            : failures.Take(RateKey.Of(account, RateKey.Of(device)), factor);
        if (!lease.Granted)
            return TooMany(lease);
        // Until it is over it counts as a failure, so that tries at the same time wait for each other, too.
        var ofAll = isKnown ? default : failuresOfAll.Take(RateKey.Of(account), factor: 1);
        var isWrong = false;
        try
        {
            await DelayAsync(DelayAfter((ofAll.Limit - ofAll.Remaining - 1) / factor), http.RequestAborted);
            var outcome = await turns.RunAsync(path, check, http.RequestAborted);
            isWrong =
                outcome.Refusal == AccountRefusals.WrongCredentials || outcome.Refusal == AccountRefusals.WrongPassword;
            return outcome;
        }
        finally
        {
            if (!isWrong)
            {
                lease.GiveBack();
                ofAll.GiveBack();
            }
        }
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        if (delay == TimeSpan.Zero)
            return;
        try
        {
            if (Interlocked.Increment(ref delayed) > DelayedMax)
                throw new LimitExceededException("Too many wait for others' wrong passwords.");
            await Task.Delay(delay, clock, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref delayed);
        }
    }

    private static UInt128[] PathOf(ClientNetworks networks, bool isKnown) =>
        [isKnown ? Known : Unknown, networks.Wide, networks.Middle, networks.Own];

    private static Refusal TooMany(RateLease lease) =>
        new(ApiProblems.RateLimited.Code, RefusalKind.TooManyRequests, ApiProblems.RateLimited.Detail)
        {
            RetryAfter = TimeSpan.FromSeconds(lease.Reset),
        };
}
