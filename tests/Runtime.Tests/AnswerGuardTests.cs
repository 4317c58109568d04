using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Runtime.Tests;

/// <summary>What may keep an answer back.</summary>
public sealed class AnswerGuardTests : IAnswerGuard
{
    private readonly Gate _begun = new();
    private readonly Gate _gate = new();

    public bool MayAnswer { get; set; } = true;

    public Exception Refusal() => new InvalidOperationException("kept back");

    [Fact]
    public async Task The_guard_is_asked_after_the_work_not_before()
    {
        await using var runtime = new TestRuntime(add: it => it.AddSingleton<IAnswerGuard>(this));
        await runtime.Plain().Run(Scripts.Nothing).Within();
        var running = runtime.Plain().Run(Scripts.Hold(_begun, _gate));
        await _begun.Opened.Within();
        MayAnswer = false;
        _gate.Open();
        var failure = await running.Throws<InvalidOperationException>();
        Assert.Equal("kept back", failure.Message);
        await runtime.Plain().Run(Scripts.Nothing).Throws<InvalidOperationException>();
        MayAnswer = true;
        await runtime.Plain().Run(Scripts.Nothing).Within();
    }

    [Fact]
    public async Task A_failure_is_told_as_it_is_and_who_waits_for_no_answer_is_not_stopped()
    {
        await using var runtime = new TestRuntime(add: it => it.AddSingleton<IAnswerGuard>(this));
        MayAnswer = false;
        await runtime.Plain().Run(_ => throw new ArithmeticException("own")).Throws<ArithmeticException>();
        await runtime.Plain().Fire(Scripts.Hold(_begun, _begun)).Within();
        await _begun.Opened.Within();
    }
}
