using System.Security.Cryptography;
using System.Text;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Attachments;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Academy.Grains.Tests.Chat.Attachments;

/// <summary>What becomes of files in PostgreSQL.</summary>
public sealed class AttachmentStoreTests : IAsyncLifetime
{
    private const string Canary = "the words of the canary";

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
    public async Task A_file_comes_out_as_it_went_in_from_any_place()
    {
        var bytes = RandomNumberGenerator.GetBytes(2 * ChunkStream.ChunkBytes + 1234);
        "%PDF-"u8.CopyTo(bytes);
        var view = RunningAcademy.Accept(await SaveAsync(NewId(), "paper.pdf", "application/pdf", bytes));
        Assert.Equal((bytes.Length, "paper.pdf", "application/pdf"), ((int)view.Size, view.Name, view.ContentType));

        var content = (await Store.Open(view.Id, default))!;
        await using var stream = content.Bytes;
        Assert.Equal(bytes, await ReadAsync(stream));
        foreach (
            var from in new[]
            {
                1,
                ChunkStream.ChunkBytes - 1,
                ChunkStream.ChunkBytes,
                bytes.Length - 1,
                bytes.Length,
                bytes.Length + 5,
            }
        )
        {
            stream.Seek(from, SeekOrigin.Begin);
            Assert.Equal(bytes[Math.Min(from, bytes.Length)..], await ReadAsync(stream));
        }
    }

    [Fact]
    public async Task The_answer_names_what_was_declared_and_what_was_found()
    {
        foreach (var (type, bytes, said) in FileKindTests.Refused)
        {
            var refusal = (await SaveAsync(NewId(), "a", type, bytes)).Refusal!;
            Assert.Equal("chat.attachment-type", refusal.Code);
            Assert.Contains(said, refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Under_an_alias_it_is_the_same_file()
    {
        var (id, bytes) = (NewId(), "PK\u0003\u0004 and more"u8.ToArray());
        var first = RunningAcademy.Accept(await SaveAsync(id, "notes.zip", "application/x-zip-compressed", bytes));
        Assert.Equal("application/zip", first.ContentType);
        Assert.Equal(first, RunningAcademy.Accept(await SaveAsync(id, "notes.zip", "application/zip", bytes)));
    }

    [Theory]
    [InlineData(ChunkStream.ChunkBytes)]
    [InlineData(1)]
    public async Task A_file_may_end_with_a_chunk_or_within_one(int length)
    {
        var bytes = Enumerable.Repeat((byte)'a', length).ToArray();
        var view = RunningAcademy.Accept(await SaveAsync(NewId(), "a.txt", "text/plain", bytes));
        await using var stream = (await Store.Open(view.Id, default))!.Bytes;
        Assert.Equal(bytes, await ReadAsync(stream));
    }

    [Fact]
    public async Task The_same_upload_again_is_the_same_file_and_another_is_refused()
    {
        var id = NewId();
        var first = RunningAcademy.Accept(await SaveAsync(id, "a.txt", "text/plain", "one"u8.ToArray()));
        Assert.Equal(first, RunningAcademy.Accept(await SaveAsync(id, "a.txt", "text/plain", "one"u8.ToArray())));
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await SaveAsync(id, "a.txt", "text/plain", "two"u8.ToArray())).Refusal
        );
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await SaveAsync(id, "b.txt", "text/plain", "one"u8.ToArray())).Refusal
        );
        var twins = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => SaveAsync(new(room.Value), "a.txt", "text/plain", "one"u8.ToArray()))
        );
        Assert.All(twins, twin => Assert.Equal(twins[0].Answer, RunningAcademy.Accept(twin)));
        Assert.Equal(2, await academy.QueryAsync<long>("select count(*) from attachments"));
    }

    [Theory]
    [InlineData("image/png", "<html>", "chat.attachment-type")]
    [InlineData("image/gif", "PK\u0003\u0004", "chat.attachment-type")]
    [InlineData("text/plain", "a\0b", "chat.attachment-type")]
    [InlineData("image/svg+xml", "<svg onload=alert(1)>", "chat.attachment-type")]
    [InlineData("text/plain", "", "chat.attachment-empty")]
    public async Task What_is_not_what_it_is_said_to_be_is_refused_and_nothing_of_it_is_kept(
        string type,
        string text,
        string code
    )
    {
        Assert.Equal(code, (await SaveAsync(NewId(), "a", type, Encoding.UTF8.GetBytes(text))).Refusal?.Code);
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                "select (select count(*) from attachments) + (select count(*) from attachment_chunks)"
            )
        );
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        var broken = new BrokenStream(ChunkStream.ChunkBytes + 10);
        await Assert.ThrowsAsync<IOException>(() =>
            Store.Save(owner, room, new(NewId(), "a.txt", "text/plain"), broken, default)
        );
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                "select (select count(*) from attachments) + (select count(*) from attachment_chunks)"
            )
        );
    }

    [Fact]
    public async Task A_person_has_a_quota()
    {
        RunningAcademy.Accept(await SaveAsync(NewId(), "a.txt", "text/plain", "12345"u8.ToArray()));
        await academy.QueryAsync<long>(
            $"""
            with filled as (update attachments set size = {ChatLimits.AttachmentsPerPersonBytesMax
                - 3} returning 1) select count(*) from filled
            """
        );
        Assert.Equal(
            ChatRefusals.AttachmentQuota,
            (await SaveAsync(NewId(), "b.txt", "text/plain", "12345"u8.ToArray())).Refusal
        );
        RunningAcademy.Accept(await SaveAsync(NewId(), "b.txt", "text/plain", "123"u8.ToArray()));
        Assert.Equal(
            ChatRefusals.AttachmentQuota,
            (await SaveAsync(NewId(), "c.txt", "text/plain", "1"u8.ToArray())).Refusal
        );
        var other = academy.NewLearner();
        RunningAcademy.Accept(
            await Store.Save(
                other,
                room,
                new(NewId(), "c.txt", "text/plain"),
                new MemoryStream("1"u8.ToArray()),
                default
            )
        );
    }

    [Fact]
    public async Task A_message_finds_its_authors_files_of_its_room_only()
    {
        var (mine, second) = (NewId(), NewId());
        RunningAcademy.Accept(await SaveAsync(mine, "a.txt", "text/plain", "a"u8.ToArray()));
        RunningAcademy.Accept(await SaveAsync(second, "b.txt", "text/plain", "b"u8.ToArray()));
        AttachmentId[] ids = [second, NewId(), mine];
        Assert.Equal(
            [second, mine],
            (await Store.Find(owner.Organization, room, owner.User, ids, default)).Select(a => a.Id)
        );
        Assert.Empty(await Store.Find(owner.Organization, new(Guid.NewGuid()), owner.User, ids, default));
        Assert.Empty(await Store.Find(owner.Organization, room, academy.NewLearner().User, ids, default));
        Assert.Empty(await Store.Find(new("elsewhere"), room, owner.User, ids, default));
    }

    [Fact]
    public async Task Nothing_of_a_file_is_in_the_database_in_the_clear_and_nobody_reads_it_once_its_owner_is_erased()
    {
        var id = NewId();
        RunningAcademy.Accept(await SaveAsync(id, $"{Canary}.txt", "text/plain", Encoding.UTF8.GetBytes(Canary)));
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                $"""
                select (select count(*) from attachments a where a::text like '%{Canary}%')
                     + (select count(*) from attachment_chunks where position('{Canary}'::bytea in box) > 0)
                """
            )
        );
        await academy.Services.GetRequiredService<IPersonVault>().EraseAsync(owner.User.Value, default);
        Assert.Null(await Store.Open(id, default));
        Assert.Null(await Store.Get(owner.Organization, room, owner.User, id, default));
        Assert.Empty(await Store.Find(owner.Organization, room, owner.User, [id], default));
    }

    [Fact]
    public async Task Chunks_that_were_changed_or_changed_places_are_not_read()
    {
        var id = NewId();
        var bytes = Enumerable.Repeat((byte)'a', 2 * ChunkStream.ChunkBytes).ToArray();
        RunningAcademy.Accept(await SaveAsync(id, "a.txt", "text/plain", bytes));
        await ExecuteAsync("update attachment_chunks set number = number + 2");
        await ExecuteAsync("update attachment_chunks set number = 3 - number");
        await using var stream = (await Store.Open(id, default))!.Bytes;
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => ReadAsync(stream));
        await ExecuteAsync("update attachment_chunks set number = number + 2");
        await ExecuteAsync(
            "update attachment_chunks set number = 3 - number, box = set_byte(box, 5, 255 - get_byte(box, 5))"
        );
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => ReadAsync(stream));
    }

    [Fact]
    public async Task Files_that_no_message_has_go_after_a_day_and_those_of_messages_stay()
    {
        var (lonely, posted, deleted, fresh) = (NewId(), NewId(), NewId(), NewId());
        foreach (var id in new[] { lonely, posted, deleted })
            RunningAcademy.Accept(await SaveAsync(id, "a.txt", "text/plain", "a"u8.ToArray()));
        await ExecuteAsync("update attachments set check_at = now() - interval '1 second'");
        RunningAcademy.Accept(await SaveAsync(fresh, "a.txt", "text/plain", "a"u8.ToArray()));
        await PostAsync(1, posted, isDeleted: false);
        await PostAsync(2, deleted, isDeleted: true);

        var upkeep = academy.Services.GetRequiredService<AttachmentUpkeep>();
        Assert.Equal(2, await upkeep.SweepAsync(TimeSpan.FromSeconds(30), default));
        Assert.Equal(0, await upkeep.SweepAsync(TimeSpan.FromSeconds(30), default));
        var left = await Task.WhenAll(
            new[] { lonely, posted, deleted, fresh }.Select(async id => await Store.Open(id, default) is not null)
        );
        Assert.Equal([false, true, false, true], left);
        Assert.Equal(2, await academy.QueryAsync<long>("select count(*) from attachment_chunks"));

        // Others of the room see what a message has; what waits for its message only its owner does.
        var other = academy.NewLearner().User;
        Assert.NotNull(await Store.Get(owner.Organization, room, other, posted, default));
        Assert.Null(await Store.Get(owner.Organization, room, other, fresh, default));
        Assert.NotNull(await Store.Get(owner.Organization, room, owner.User, fresh, default));
        Assert.Null(await Store.Get(owner.Organization, new(Guid.NewGuid()), owner.User, posted, default));
    }

    private static AttachmentId NewId() => new(Guid.NewGuid());

    private Task<Outcome<AttachmentView>> SaveAsync(AttachmentId id, string name, string type, byte[] bytes) =>
        Store.Save(owner, room, new(id, name, type), new MemoryStream(bytes), default);

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private Task PostAsync(long seq, AttachmentId file, bool isDeleted) =>
        ExecuteAsync(
            $$"""
            insert into chat_messages (room_id, seq, sender_id, body, at, attachments, deleted_at)
            values ('{{room}}', {{seq}}, '{{owner.User}}', '', now(), '[{"id": "{{file}}", "name": "a.txt"}]', {{(
                isDeleted ? "now()" : "null"
            )}})
            """
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var command = academy.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Text that ends with a broken connection.</summary>
    private sealed class BrokenStream(int length) : MemoryStream(Enumerable.Repeat((byte)'a', length).ToArray())
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection broke.");
        }
    }
}
