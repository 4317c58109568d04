using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Runtime.Tests.Support;

/// <summary>A runtime of its own for one test.</summary>
internal sealed class TestRuntime : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestRuntime(Action<RuntimeOptions>? configure = null, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Scenario)
            .AddScoped<ScopedThing>()
            .AddKeyedSingleton("greeting", "hello")
            .AddLogging(it => it.AddProvider(Logged))
            .AddAcademyRuntime(GrainManifest.Describe, configure);
        add?.Invoke(services);
        _services = services.BuildServiceProvider();
        Grains = _services.GetRequiredService<IClusterClient>();
    }

    public TestTime Time { get; } = new();

    public Scenario Scenario { get; } = new();

    public LogKeeper Logged { get; } = new();

    public IClusterClient Grains { get; }

    public GrainRuntime Runtime => (GrainRuntime)Grains;

    public IServiceProvider Services => _services;

    public IPlainGrain Plain(string key = "a") => Grains.GetGrain<IPlainGrain>(key);

    public IReentrantGrain Reentrant(string key = "a") => Grains.GetGrain<IReentrantGrain>(key);

    public Task StopAsync() => _services.GetServices<IHostedService>().Single().StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>What was logged.</summary>
internal sealed class LogKeeper : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(string Message, Exception? Exception)> _entries = new();
    private readonly SemaphoreSlim _arrived = new(0);

    /// <summary>The next failure that is logged.</summary>
    public async Task<(string Message, Exception? Exception)> Next()
    {
        await _arrived.WaitAsync();
        _entries.TryDequeue(out var entry);
        return entry;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state,
            Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _entries.Enqueue((formatter(state, exception), exception));
            _arrived.Release();
        }
    }

    public void Dispose() => _arrived.Dispose();
}
