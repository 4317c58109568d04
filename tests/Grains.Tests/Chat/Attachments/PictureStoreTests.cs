using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Attachments;
using Academy.Grains.Tests.Pictures;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;

namespace Academy.Grains.Tests.Chat.Attachments;

/// <summary>The sizes of a picture are kept, sealed and removed with it.</summary>
public sealed class PictureStoreTests : IAsyncLifetime
{
    private const string Everything = """
        select (select count(*) from attachments) + (select count(*) from attachment_sizes)
             + (select count(*) from attachment_chunks)
        """;

    private static readonly byte[] Jpeg = CraftedPictures.WithExif(
        CraftedPictures.Halves(1600, 900, SKEncodedImageFormat.Jpeg),
        6,
        "somewhere"
    );

    private readonly RoomId room = new(Guid.NewGuid());
    private RunningAcademy academy = null!;
    private Caller owner = null!;

    private IAttachments Store => academy.Services.GetRequiredService<IAttachments>();

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        owner = academy.NewLearner();
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_picture_says_how_large_it_is_shown_and_each_size_can_be_read()
    {
        var view = RunningAcademy.Accept(await SaveAsync("image/jpeg", Jpeg));
        Assert.Equal((900, 1600), (view.Width, view.Height));
        Assert.Equal(view, await Store.Get(owner.Organization, room, owner.User, view.Id, default));
        foreach (var (edge, width, height) in new[] { (96, 54, 96), (480, 270, 480), (1280, 720, 1280) })
        {
            using var bitmap = SKBitmap.Decode(await BytesAsync(await Store.OpenSize(view.Id, edge, default)));
            Assert.Equal((width, height), (bitmap.Width, bitmap.Height));
        }
        Assert.Null(await Store.OpenSize(view.Id, 97, default));
        Assert.Equal(Jpeg, await BytesAsync(await Store.Open(view.Id, default)));
    }

    [Fact]
    public async Task Other_files_have_no_size()
    {
        var view = RunningAcademy.Accept(await SaveAsync("text/plain", "words"u8.ToArray()));
        Assert.Equal((null, null), (view.Width, view.Height));
        Assert.Null(await Store.OpenSize(view.Id, 96, default));
    }

    [Fact]
    public async Task A_picture_that_is_refused_leaves_nothing()
    {
        Assert.Equal("pictures.unreadable", (await SaveAsync("image/jpeg", Jpeg[..3000])).Refusal?.Code);
        Assert.Equal(0, await academy.QueryAsync<long>(Everything));
    }

    [Fact]
    public async Task Nobody_reads_a_size_once_the_owner_is_erased_and_all_of_it_is_removed()
    {
        var view = RunningAcademy.Accept(await SaveAsync("image/jpeg", Jpeg));
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                "select count(*) from attachment_chunks where position('WEBP'::bytea in box) > 0"
            )
        );
        await academy.Services.GetRequiredService<IPersonVault>().EraseAsync(owner.User.Value, default);
        Assert.Null(await Store.OpenSize(view.Id, 480, default));
        await academy.QueryAsync<long>(
            """
            with due as (update attachments set check_at = now() - interval '1 second' returning 1)
            select count(*) from due
            """
        );
        var upkeep = academy.Services.GetRequiredService<AttachmentUpkeep>();
        Assert.Equal(1, await upkeep.SweepAsync(TimeSpan.FromSeconds(30), default));
        Assert.Equal(0, await academy.QueryAsync<long>(Everything));
    }

    private Task<Outcome<AttachmentView>> SaveAsync(string type, byte[] bytes) =>
        Store.Save(owner, room, new(new(Guid.NewGuid()), "a", type), new MemoryStream(bytes), default);

    private static async Task<byte[]> BytesAsync(AttachmentContent? content)
    {
        await using var bytes = Assert.IsType<AttachmentContent>(content).Bytes;
        using var all = new MemoryStream();
        await bytes.CopyToAsync(all);
        return all.ToArray();
    }
}
