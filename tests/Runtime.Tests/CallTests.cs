using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

public interface IShapesGrain : IGrainWithStringKey
{
    Task Nothing();

    ValueTask NothingYet(bool later);

    Task<int> Number(int number);

    ValueTask<string?> Text(string? text, bool later);

    ValueTask<string?> Text(string? text);

    Task<string> Greeting();

    Task<string> Key(CancellationToken cancellation = default);
}

public interface IKeyedGrain : IGrainWithStringKey
{
    Task<string> WhoAmI();
}

internal sealed class ShapesGrain(
    [Microsoft.Extensions.DependencyInjection.FromKeyedServices("greeting")] string greeting,
    IGrainContext context)
    : Grain, IShapesGrain, IKeyedGrain
{
    public Task Nothing() => Task.CompletedTask;

    public async ValueTask NothingYet(bool later)
    {
        if (later)
        {
            await Task.Yield();
        }
    }

    public Task<int> Number(int number) => Task.FromResult(number);

    public async ValueTask<string?> Text(string? text, bool later)
    {
        if (later)
        {
            await Task.Yield();
        }

        return text;
    }

    public ValueTask<string?> Text(string? text) => new(text + "!");

    public Task<string> Greeting() => Task.FromResult(greeting);

    public Task<string> Key(CancellationToken cancellation = default) => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> WhoAmI() =>
        Task.FromResult($"{context.GrainId} {IdentityString} {this.AsReference<IKeyedGrain>().GetGrainId()}");
}

public interface ITwinGrain : IGrainWithStringKey
{
    Task<string> Name();
}

internal sealed class FirstTwinGrain : Grain, ITwinGrain
{
    public Task<string> Name() => Task.FromResult("first");
}

internal sealed class SecondTwinGrain : Grain, ITwinGrain
{
    public Task<string> Name() => Task.FromResult("second");
}

public interface IOrphanGrain : IGrainWithStringKey
{
    [OneWay]
    ValueTask Nothing();
}

/// <summary>Calls and their answers.</summary>
public sealed class CallTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_shape_of_answer_reaches_its_caller(bool later)
    {
        await using var runtime = new TestRuntime();
        var grain = runtime.Grains.GetGrain<IShapesGrain>("x");
        await grain.Nothing().Within();
        await grain.NothingYet(later).AsTask().Within();
        Assert.Equal(7, await grain.Number(7).Within());
        Assert.Equal("text", await grain.Text("text", later).AsTask().Within());
        Assert.Null(await grain.Text(null, later).AsTask().Within());
        Assert.Equal("text!", await grain.Text("text").AsTask().Within());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_exception_reaches_the_caller_as_it_was_thrown(bool later)
    {
        await using var runtime = new TestRuntime();
        var thrown = new FormatException("as it was");
        var caught = await runtime.Plain().Run(async _ =>
        {
            if (later)
            {
                await Task.Yield();
            }

            throw thrown;
        }).Throws<FormatException>();
        Assert.Same(thrown, caught);
    }

    [Fact]
    public async Task An_exception_thrown_before_there_is_a_task_reaches_the_caller()
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Run(static _ => throw new FormatException("early")).Throws<FormatException>();
        await runtime.Plain().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task A_cancelled_method_cancels_its_caller_s_task()
    {
        await using var runtime = new TestRuntime();
        var call = runtime.Plain().Run(static async _ =>
        {
            await Task.Yield();
            throw new OperationCanceledException();
        });
        await call.Throws<TaskCanceledException>();
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task A_one_way_call_is_over_for_the_caller_before_the_method_runs()
    {
        await using var runtime = new TestRuntime();
        Gate begun = new(), gate = new(), ended = new();
        var call = runtime.Plain().Fire(async _ =>
        {
            begun.Open();
            await gate.Opened;
            ended.Open();
        });
        Assert.True(call.IsCompletedSuccessfully);
        await begun.Opened.Within();
        gate.Open();
        await ended.Opened.Within();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failing_one_way_call_is_logged(bool later)
    {
        await using var runtime = new TestRuntime();
        await runtime.Plain().Fire(async _ =>
        {
            if (later)
            {
                await Task.Yield();
            }

            throw new FormatException("unheard");
        });
        var (message, exception) = await runtime.Logged.Next().Within();
        Assert.Contains("IScript.Fire of plain/a", message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(exception);
    }

    [Fact]
    public async Task A_grain_knows_its_key_and_identity_and_is_reached_through_any_of_its_interfaces()
    {
        await using var runtime = new TestRuntime();
        var shapes = runtime.Grains.GetGrain<IShapesGrain>("x/y");
        Assert.Equal("x/y", await shapes.Key().Within());
        Assert.Equal("x/y", shapes.GetPrimaryKeyString());
        Assert.Equal("shapes/x/y shapes/x/y shapes/x/y", await shapes.AsReference<IKeyedGrain>().WhoAmI().Within());
    }

    [Fact]
    public async Task A_constructor_gets_services_keyed_services_and_the_context()
    {
        await using var runtime = new TestRuntime();
        Assert.Equal("hello", await runtime.Grains.GetGrain<IShapesGrain>("x").Greeting().Within());
    }

    [Fact]
    public async Task References_to_the_same_grain_are_equal()
    {
        await using var runtime = new TestRuntime();
        Assert.Equal(runtime.Plain("a"), runtime.Plain("a"));
        Assert.NotEqual(runtime.Plain("a"), runtime.Plain("b"));
        Assert.NotEqual<object>(runtime.Plain("a"), runtime.Reentrant("a"));
    }

    [Fact]
    public async Task A_reference_needs_a_key_and_exactly_one_fitting_class()
    {
        await using var runtime = new TestRuntime();
        Assert.Throws<ArgumentException>(() => runtime.Plain(" "));
        Assert.Throws<ArgumentException>(() => runtime.Grains.GetGrain<IOrphanGrain>("a"));
        Assert.Throws<ArgumentException>(() => runtime.Grains.GetGrain<ITwinGrain>("a"));
        var second = runtime.Grains.GetGrain<ITwinGrain>("a", typeof(SecondTwinGrain).FullName);
        Assert.Equal("second", await second.Name().Within());
    }

    [Fact]
    public async Task Making_a_reference_activates_nothing()
    {
        await using var runtime = new TestRuntime();
        _ = runtime.Plain();
        Assert.Equal(0, runtime.Scenario.Constructed);
    }
}
