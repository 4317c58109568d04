using Academy.Vault;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

public sealed class VaultTests
{
    private static readonly Guid Ann = Guid.NewGuid();
    private static readonly Guid Bob = Guid.NewGuid();

    [Fact]
    public async Task Sealed_text_opens_here_and_in_another_process()
    {
        await using var running = await StartAsync();
        var text = await running.Vault.SealAsync(Ann, "Grüße aus dem Tresor 😀", CancellationToken.None);
        Assert.DoesNotContain("Tresor", text);
        Assert.NotEqual(text, await running.Vault.SealAsync(Ann, "Grüße aus dem Tresor 😀", CancellationToken.None));
        Assert.Equal("Grüße aus dem Tresor 😀", running.Vault.Open(text));
        Assert.Equal("Grüße aus dem Tresor 😀", await running.Vault.OpenAsync(text, CancellationToken.None));

        await using var other = await StartAsync(running.Database.ConnectionString, o => o.Silo = "other");
        Assert.Throws<InvalidOperationException>(() => other.Vault.Open(text));
        Assert.Equal("Grüße aus dem Tresor 😀", await other.Vault.OpenAsync(text, CancellationToken.None));
        Assert.Equal("Grüße aus dem Tresor 😀", other.Vault.Open(text));
    }

    [Fact]
    public async Task More_persons_at_once_than_keys_are_held()
    {
        await using var running = await StartAsync();
        var vault = new PersonVault(running.Database, running.MasterKey, TimeProvider.System) { HeldMax = 10 };
        await Parallel.ForAsync(
            0,
            1_000,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, cancellationToken) =>
            {
                var text = await vault.SealAsync(Guid.NewGuid(), $"words {i}", cancellationToken);
                Assert.Equal($"words {i}", await vault.OpenAsync(text, cancellationToken));
            }
        );
    }

    [Fact]
    public async Task An_erased_persons_text_is_gone_and_nobody_elses()
    {
        await using var running = await StartAsync();
        var ann = await running.Vault.SealAsync(Ann, "secret", CancellationToken.None);
        var bob = await running.Vault.SealAsync(Bob, "kept", CancellationToken.None);
        await running.Vault.EraseAsync(Ann, CancellationToken.None);

        Assert.Null(running.Vault.Open(ann));
        Assert.Null(await running.Vault.OpenAsync(ann, CancellationToken.None));
        Assert.Equal("kept", running.Vault.Open(bob));
        Assert.Equal(
            0,
            await running.CountAsync($"select count(wrapped) from vault.person_keys where person = '{Ann}'")
        );
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await running.Vault.SealAsync(Ann, "again", CancellationToken.None)
        );
        await using var other = await StartAsync(running.Database.ConnectionString, o => o.Silo = "other");
        Assert.Null(await other.Vault.OpenAsync(ann, CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await other.Vault.SealAsync(Ann, "again", CancellationToken.None)
        );
    }

    [Fact]
    public async Task Two_processes_that_meet_a_person_together_make_one_key()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync(one.Database.ConnectionString, o => o.Silo = "two");
        for (var i = 0; i < 20; i++)
        {
            var person = Guid.NewGuid();
            var texts = await Task.WhenAll(
                one.Vault.SealAsync(person, "a", CancellationToken.None).AsTask(),
                two.Vault.SealAsync(person, "b", CancellationToken.None).AsTask()
            );
            Assert.Equal("b", await one.Vault.OpenAsync(texts[1], CancellationToken.None));
            Assert.Equal("a", await two.Vault.OpenAsync(texts[0], CancellationToken.None));
        }
    }

    [Fact]
    public async Task Changed_or_foreign_text_does_not_open()
    {
        await using var running = await StartAsync();
        var text = await running.Vault.SealAsync(Ann, "secret", CancellationToken.None);
        await running.Vault.SealAsync(Bob, "other", CancellationToken.None);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() =>
            running.Vault.Open(text.Replace($"{Ann:N}", $"{Bob:N}"))
        );
        var changed = text[..^2] + (text[^2] == 'A' ? 'B' : 'A') + text[^1];
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => running.Vault.Open(changed));
        foreach (var nonsense in (string[])["", "v1", "v1..", "v2." + text[3..], "plain text. of three. parts"])
            Assert.Throws<FormatException>(() => running.Vault.Open(nonsense));
    }
}
