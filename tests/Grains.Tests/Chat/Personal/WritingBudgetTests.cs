using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Chat.Personal;
using Academy.Commands;
using Academy.Grains.Chat.Personal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Academy.Grains.Tests.Chat.Chatters;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Personal;

/// <summary>How much one person writes in a day.</summary>
public sealed class WritingBudgetTests : IAsyncLifetime
{
    private static readonly string Long = new('漢', ChatLimits.BodyMax);

    private RunningAcademy academy = null!;
    private Caller ada = null!;

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        ada = await academy.PersonAsync("Ada");
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Messages_edits_and_drafts_are_of_one_budget_and_who_has_used_it_up_may_still_read_and_clear()
    {
        var ben = await academy.PersonAsync("Ben");
        var (id, room) = await academy.GroupAsync(ada, ben);
        var command = new PostMessage("Hello", null, [], []);
        var key = academy.Key("first");
        var first = Accept(await room.Post(ada, key, command));
        Accept(await Drafts.Save(ada, null, id, new Draft("Hel", null)));
        WriteUntil(Budget, ChatLimits.WrittenPerDayBytesMax - 20);

        Assert.Equal("chat.written-too-much", (await room.Post(ada, null, command with { Body = Long })).Refusal?.Code);
        var edit = await room.Edit(ada, null, new EditMessage(first.Id, Long));
        Assert.Equal("chat.written-too-much", edit.Refusal?.Code);
        var draft = await Drafts.Save(ada, null, id, new Draft(Long, null));
        Assert.Equal("chat.written-too-much", draft.Refusal?.Code);
        Assert.InRange(draft.Refusal!.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromDays(1));

        // A repeat gets the first answer, and takes nothing.
        for (var i = 0; i < 10; i++)
            Assert.Equal(first, Accept(await room.Post(ada, key, command)));
        Accept(await room.Post(ada, null, command with { Body = "Short" }));
        Accept(await Drafts.Save(ada, null, id, null));
        Accept(await room.MayRead(ada));
        Accept(await room.Post(ben, null, command with { Body = Long }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Silos_that_count_by_themselves_let_through_a_portion_each_at_most(int silos)
    {
        const long portion = 256 * 1024;
        WritingBudget[] budgets = [.. Enumerable.Range(0, silos).Select(_ => AnotherSilo(TimeProvider.System))];
        var written = 0L;
        // In turns, since each learns of the others when it tells what it has counted.
        var refused = 0;
        while (refused < silos)
        {
            refused = 0;
            foreach (var budget in budgets)
            {
                var mine = WriteUntil(budget, portion);
                written += mine;
                refused += mine < portion - 12_000 ? 1 : 0;
                await budget.Telling;
            }
        }
        Assert.InRange(
            written,
            ChatLimits.WrittenPerDayBytesMax - portion * silos,
            ChatLimits.WrittenPerDayBytesMax + portion * silos
        );
        // Another one, such as after a restart, learns it with its first portion.
        var late = AnotherSilo(TimeProvider.System);
        WriteUntil(late, portion);
        await late.Telling;
        Assert.NotNull(late.Take(ada, Long));
    }

    [Fact]
    public async Task The_next_day_begins_anew_and_another_person_has_their_own()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var budget = AnotherSilo(clock);
        WriteUntil(budget, 2 * ChatLimits.WrittenPerDayBytesMax);
        await budget.Telling;
        var refusal = budget.Take(ada, Long);
        Assert.Null(budget.Take(await academy.PersonAsync("Ben"), Long));
        clock.Advance(refusal!.RetryAfter!.Value - TimeSpan.FromSeconds(1));
        Assert.NotNull(budget.Take(ada, Long));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(budget.Take(ada, Long));
    }

    private IDraftsGrain Drafts => academy.Grains.GetGrain<IDraftsGrain>(ada.Key);

    private WritingBudget Budget => academy.Services.GetRequiredService<WritingBudget>();

    private WritingBudget AnotherSilo(TimeProvider clock) =>
        new(academy.Grains, clock, NullLogger<WritingBudget>.Instance);

    /// <summary>Long messages up to so many bytes, or to the refusal; what they were.</summary>
    private long WriteUntil(WritingBudget budget, long bytes)
    {
        var written = 0L;
        while (written < bytes)
        {
            var text = Long[..(int)Math.Min(Long.Length, (bytes - written + 2) / 3)];
            if (budget.Take(ada, text) is not null)
                return written;
            written += 3 * text.Length;
        }
        return written;
    }
}
