using System.Text;
using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Personal;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Academy.Grains.Tests.Storage;

/// <summary>Grain storage as a silo composes it, on PostgreSQL.</summary>
public sealed class LatestStorageTests : IAsyncLifetime
{
    private static readonly RoomId Room = new(Guid.Parse("0190b6e0-7c1e-7000-8000-00000000000a"));
    private static readonly DateTimeOffset At = new(2026, 11, 16, 9, 0, 0, 123, TimeSpan.Zero);

    private readonly GrainId grain = GrainId.Create("drafts", GrainKey.Of(OrganizationId.Default, Guid.NewGuid()));
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    private IGrainStorage Storage => academy.Services.GetRequiredKeyedService<IGrainStorage>(LatestStates.Storage);

    [Fact]
    public async Task A_state_is_read_as_it_was_written_and_has_no_name_of_a_class()
    {
        var written = Of("sealed text");
        await Storage.WriteStateAsync("drafts", grain, written);
        Assert.Equal(
            $$$"""{"drafts":{"{{{Room}}}":{"text":"sealed text","at":"2026-11-16T09:00:00.123Z"}},"commands":[{"id":"one","requestHash":"hash"}]}""",
            Encoding.UTF8.GetString(await academy.QueryAsync<byte[]>("select payloadbinary from orleansstorage"))
        );

        var read = await ReadAsync();
        Assert.Equal(written.State!.Drafts, read.State!.Drafts);
        Assert.Equal(written.State!.Commands, read.State!.Commands);
        Assert.Equal((true, written.ETag), (read.RecordExists, read.ETag));
    }

    [Fact]
    public async Task Who_read_before_another_one_wrote_does_not_write_over_it()
    {
        var first = await ReadAsync();
        var second = await ReadAsync();
        first.State = Of("first").State;
        await Storage.WriteStateAsync("drafts", grain, first);
        second.State = Of("second").State;
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync("drafts", grain, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            Storage.ClearStateAsync("drafts", grain, Of("second", "17"))
        );
        Assert.Equal("first", (await ReadAsync()).State!.Drafts[Room].Text);
    }

    [Fact]
    public async Task A_state_that_is_cleared_has_no_row_and_may_be_written_again()
    {
        var state = Of("sealed text");
        await Storage.WriteStateAsync("drafts", grain, state);
        await Storage.ClearStateAsync("drafts", grain, state);
        Assert.Equal(0, await academy.QueryAsync<long>("select count(*) from orleansstorage"));
        Assert.Empty((await ReadAsync()).State!.Drafts);
        state.State = Of("again").State;
        await Storage.WriteStateAsync("drafts", grain, state);
        Assert.Equal("again", (await ReadAsync()).State!.Drafts[Room].Text);
    }

    private static GrainState<StoredDrafts> Of(string text, string? version = null) =>
        new(
            new StoredDrafts
            {
                Drafts = new Dictionary<RoomId, StoredDraft> { [Room] = new(text, null, At) },
                Commands = [new CommandKey("one", "hash")],
            },
            version!
        )
        {
            RecordExists = version is not null,
        };

    private async Task<GrainState<StoredDrafts>> ReadAsync()
    {
        var state = new GrainState<StoredDrafts>(new StoredDrafts());
        await Storage.ReadStateAsync("drafts", grain, state);
        return state;
    }
}
