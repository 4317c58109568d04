using System.Net;
using Academy.Silo.Lifecycle;
using Academy.Silo.Observability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Tests.Observability;

/// <summary>What probes and Prometheus get from a silo that is no web server.</summary>
public sealed class SiloPortTests
{
    private const string Announced = "Silo answers operators at ";

    [Fact]
    public async Task A_silo_answers_from_its_first_moment_and_is_ready_only_while_it_serves()
    {
        var log = new Lines();
        var slow = new SlowStart();
        var database = HealthStatus.Healthy;
        using var host = Compose(log, builder =>
        {
            builder.Services.AddHostedService(_ => slow);
            builder.Services.AddHealthChecks().AddCheck("database", () => new HealthCheckResult(database));
        });
        var starting = host.StartAsync();
        await slow.Begun.WaitAsync(TimeSpan.FromSeconds(120));
        using var http = new HttpClient { BaseAddress = new Uri(log.Single(Announced)) };
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable),
            (await Status(http, "live"), await Status(http, "ready"))
        );

        slow.End();
        await starting;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Status(http, "live"), await Status(http, "ready")));
        database = HealthStatus.Unhealthy;
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable),
            (await Status(http, "live"), await Status(http, "ready"))
        );
        database = HealthStatus.Healthy;

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable),
            (await Status(http, "live"), await Status(http, "ready"))
        );
        await host.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => Status(http, "live"));
    }

    [Fact]
    public async Task Its_metrics_are_Prometheus_text()
    {
        var log = new Lines();
        using var host = Compose(log, _ => { });
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(log.Single(Announced)) };
        using var answer = await http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains(
            "\n# TYPE dotnet_gc_collections_total counter\n",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        await host.StopAsync();
    }

    [Theory]
    [InlineData("8081")]
    [InlineData("https://+:8081")]
    [InlineData("http://+:8081/silo")]
    public async Task An_address_that_is_none_is_named(string address)
    {
        using var host = Compose(new Lines(), builder => builder.Configuration["Silo:HttpUrl"] = address);
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains("Silo__HttpUrl", fault.Message, StringComparison.Ordinal);
    }

    private static IHost Compose(Lines log, Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(log);
        builder.AddObservability();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Draining>();
        add(builder);
        builder.AddSiloPort();
        return builder.Build();
    }

    private static async Task<HttpStatusCode> Status(HttpClient http, string health)
    {
        using var answer = await http.GetAsync($"/health/{health}");
        return answer.StatusCode;
    }

    private sealed class SlowStart : IHostedService
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => begun.Task;

        public void End() => ended.SetResult();

        public Task StartAsync(CancellationToken cancellationToken)
        {
            begun.SetResult();
            return ended.Task;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

        public string Single(string beginning) =>
            lines.Single(line => line.StartsWith(beginning, StringComparison.Ordinal))[beginning.Length..];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
