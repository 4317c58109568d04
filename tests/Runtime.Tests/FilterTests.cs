using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Tests;

public interface IFilteringGrain : IGrainWithStringKey
{
    Task<string> Say(string word);
}

/// <summary>A grain that stands before its own methods.</summary>
internal sealed class FilteringGrain : Grain, IFilteringGrain, IIncomingGrainCallFilter
{
    public Task<string> Say(string word) => Task.FromResult(word);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        context.Result = $"<{context.Result}>";
    }
}

/// <summary>Call filters and the request context.</summary>
public sealed class FilterTests
{
    private readonly List<string> _notes = [];

    [Fact]
    public async Task Incoming_filters_stand_around_the_method_in_the_order_of_their_registration()
    {
        await using var runtime = new TestRuntime(add: it => it
            .AddSingleton<IIncomingGrainCallFilter>(new Incoming(Around("outer")))
            .AddSingleton<IIncomingGrainCallFilter>(new Incoming(Around("inner"))));
        await runtime.Plain().Run(Scripts.Note(_notes, "method")).Within();
        Assert.Equal(["outer in", "inner in", "method", "inner out", "outer out"], _notes);
    }

    [Fact]
    public async Task A_filter_sees_who_calls_whom_and_may_replace_the_answer()
    {
        await using var runtime = WithIncoming(async context =>
        {
            await context.Invoke();
            _notes.Add(
                $"{context.SourceId?.ToString() ?? "outside"} {context.TargetId} "
                + $"{context.InterfaceName} {context.MethodName}");
            Assert.Same(context.Grain, context.TargetContext.GrainInstance);
            if (context.Result is int number)
            {
                context.Result = number + 1;
            }
        });
        await runtime.Plain().Run(async grain =>
            Assert.Equal(8, await grain.Grains.GetGrain<IShapesGrain>("x").Number(7))).Within();
        Assert.Equal(
            [
                "plain/a shapes/x Academy.Runtime.Tests.IShapesGrain Number",
                "outside plain/a Academy.Runtime.Tests.Support.IScript Run",
            ],
            _notes);
    }

    [Fact]
    public async Task What_a_filter_throws_is_the_call_s_outcome_and_the_method_is_not_reached()
    {
        await using var runtime = WithIncoming(static _ => throw new UnauthorizedAccessException("no"));
        await runtime.Plain().Run(Scripts.Note(_notes, "method")).Throws<UnauthorizedAccessException>();
        Assert.Empty(_notes);
    }

    [Fact]
    public async Task A_method_s_failure_passes_through_the_filters()
    {
        await using var runtime = WithIncoming(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (FormatException exception)
            {
                throw new InvalidDataException("seen", exception);
            }
        });
        await runtime.Plain().Run(static _ => throw new FormatException("x")).Throws<InvalidDataException>();
    }

    [Fact]
    public async Task A_grain_may_be_its_own_filter()
    {
        await using var runtime = new TestRuntime();
        Assert.Equal("<word>", await runtime.Grains.GetGrain<IFilteringGrain>("a").Say("word").Within());
    }

    [Fact]
    public async Task Outgoing_filters_stand_around_calls_with_and_without_an_answer()
    {
        await using var runtime = WithOutgoing(async context =>
        {
            _notes.Add($"{context.SourceContext?.GrainId.ToString() ?? "outside"} → {context.TargetId}");
            await context.Invoke();
            if (context.Result is int number)
            {
                context.Result = number * 2;
            }
        });
        var fired = new Gate();
        await runtime.Plain().Run(async grain =>
        {
            Assert.Equal(14, await grain.Grains.GetGrain<IShapesGrain>("x").Number(7));
            await grain.Grains.GetGrain<IPlainGrain>("b").Fire(_ =>
            {
                fired.Open();
                return Task.CompletedTask;
            });
        }).Within();
        await fired.Opened.Within();
        Assert.Equal(["outside → plain/a", "plain/a → shapes/x", "plain/a → plain/b"], _notes);
    }

    [Fact]
    public async Task A_call_is_made_once_even_if_a_filter_wants_it_twice()
    {
        await using var runtime = WithOutgoing(async context =>
        {
            await context.Invoke();
            await context.Invoke();
        });
        await runtime.Plain().Run(Scripts.Note(_notes, "method")).Throws<InvalidOperationException>();
        Assert.Equal(["method"], _notes);
    }

    [Fact]
    public async Task Context_values_travel_to_the_callee_and_beyond_its_awaits()
    {
        await using var runtime = new TestRuntime();
        RequestContext.Set("who", "me");
        object? seen = null;
        await runtime.Plain().Run(async grain =>
        {
            await Task.Yield();
            await grain.Grains.GetGrain<IPlainGrain>("b").Run(_ => Task.FromResult(seen = RequestContext.Get("who")));
        }).Within();
        Assert.Equal("me", seen);
    }

    [Fact]
    public async Task Context_values_flow_neither_back_nor_into_the_next_request()
    {
        await using var runtime = new TestRuntime();
        var begun = new Gate();
        var gate = new Gate();
        object? seen = "unset";
        var holding = runtime.Plain().Run(Scripts.Hold(begun, gate));
        await begun.Opened.Within();
        RequestContext.Set("who", "me");
        var first = runtime.Plain().Run(static _ =>
        {
            RequestContext.Set("who", "callee");
            RequestContext.Set("more", 1);
            return Task.CompletedTask;
        });
        RequestContext.Clear();
        var second = runtime.Plain().Run(_ => Task.FromResult(seen = RequestContext.Get("who")));
        gate.Open();
        await Task.WhenAll(holding, first, second).Within();
        Assert.Null(seen);
        Assert.Empty(RequestContext.Keys);
    }

    [Fact]
    public void Context_values_are_set_replaced_and_removed()
    {
        RequestContext.Set("a", 1);
        RequestContext.Set("a", 2);
        RequestContext.Set("b", 3);
        Assert.Equal((2, 3), (RequestContext.Get("a"), RequestContext.Get("b")));
        Assert.True(RequestContext.Remove("a"));
        Assert.False(RequestContext.Remove("a"));
        Assert.Equal(["b"], RequestContext.Keys);
        RequestContext.Clear();
        Assert.Null(RequestContext.Get("b"));
    }

    private Func<IGrainCallContext, Task> Around(string name) => async context =>
    {
        _notes.Add(name + " in");
        await context.Invoke();
        _notes.Add(name + " out");
    };

    private static TestRuntime WithIncoming(Func<IIncomingGrainCallContext, Task> filter) =>
        new(add: it => it.AddSingleton<IIncomingGrainCallFilter>(new Incoming(filter)));

    private static TestRuntime WithOutgoing(Func<IOutgoingGrainCallContext, Task> filter) =>
        new(add: it => it.AddSingleton<IOutgoingGrainCallFilter>(new Outgoing(filter)));

    private sealed class Incoming(Func<IIncomingGrainCallContext, Task> filter) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => filter(context);
    }

    private sealed class Outgoing(Func<IOutgoingGrainCallContext, Task> filter) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
    }
}
