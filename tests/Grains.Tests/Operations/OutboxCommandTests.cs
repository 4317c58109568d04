using Academy.Silo;

namespace Academy.Grains.Tests.Operations;

public sealed class OutboxCommandTests
{
    [Fact]
    public async Task The_command_prints_dead_letters_without_what_they_are_about_and_touches_none()
    {
        await using var academy = await RunningAcademy.StartAsync();
        string[] settings =
        [
            $"--ConnectionStrings:Academy={academy.Database.ConnectionString}",
            $"--Secrets:MasterKey={Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])}",
        ];
        using var before = new StringWriter();
        Assert.Equal(0, await SiloCommands.RunAsync("outbox", [], settings, before));
        Assert.Equal("There are no dead letters.", before.ToString().Trim());

        await academy.QueryAsync<long>(
            """
            with dead as (
                insert into outbox (id, kind, data, source_stream, source_seq, made_at, attempts, last_error, dead_at)
                values (gen_random_uuid(), 'mail.welcome', '{"secret": "words"}', 'academy/account:1', 7, now(), 15,
                'It never works.', now())
                returning 1)
            select count(*) from dead
            """
        );
        using var after = new StringWriter();
        Assert.Equal(1, await SiloCommands.RunAsync("outbox", [], settings, after));
        Assert.Contains(
            "mail.welcome  academy/account:1 7  attempts 15  It never works.",
            after.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("words", after.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            1,
            await academy.QueryAsync<long>("select count(*) from outbox where dead_at is not null and attempts = 15")
        );
    }
}
