namespace Academy.Grains.Tests.Operations;

// Looks into the own runtime's table of reminders; Orleans has another.
public sealed partial class UpkeepTests
{
    [Fact]
    public async Task The_upkeep_is_reminded_by_itself_and_a_restart_does_not_put_it_off()
    {
        await UntilAsync("select count(*) from reminders where grain_type = 'upkeep' and grain_key = '-/upkeep' and name = 'retention'", 1);
        var (learner, course) = (academy.NewLearner(), await academy.PublishAsync(1));
        RunningAcademy.Accept(await academy.Learning(learner).Enroll(learner, academy.Key("enroll"), course.Id));
        await academy.QueryAsync<long>("with old as (update commands set at = at - interval '31 days' returning 1) select count(*) from old");
        await academy.QueryAsync<long>("with due as (update reminders set due_at = now() returning 1) select count(*) from due");
        await UntilAsync("select count(*) from commands where command_id = 'enroll'", 0);
        await UntilAsync("select count(*) from reminders where claim is null and last_tick_at is not null", 1);

        var due = await academy.QueryAsync<DateTime>("select due_at from reminders");
        academy = await academy.RestartAsync();
        await UntilAsync($"select count(*) from reminders where due_at = '{due:O}'", 1);
    }
}
