using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Pictures;
using Academy.Pictures;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SkiaSharp;

namespace Academy.Grains.Tests.Pictures;

/// <summary>What is stored of people's pictures, and for how long.</summary>
public sealed class PersonPicturesTests : IAsyncLifetime
{
    private const string Everything = """
        select (select count(*) from person_pictures) + (select count(*) from attachment_sizes)
             + (select count(*) from attachment_chunks)
        """;

    private RunningAcademy academy = null!;
    private Caller ada = null!;

    private IPersonPictures Pictures => academy.Services.GetRequiredService<IPersonPictures>();

    public async Task InitializeAsync()
    {
        academy = await RunningAcademy.StartAsync();
        var user = new UserId(Guid.NewGuid());
        var registered = await academy
            .Services.GetRequiredService<IAccountDirectory>()
            .Register(
                new(OrganizationId.Default, user, "ada@academy.test", "correct-horse-1", "Ada", Role.Student, null)
            );
        Assert.True(registered.Accepted, registered.Refusal?.Code);
        ada = new(OrganizationId.Default, user, Role.Student);
    }

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task Only_what_was_made_of_the_file_is_kept_and_sealed()
    {
        var picture = await SaveAsync();
        Assert.Equal(5, await academy.QueryAsync<long>(Everything)); // The picture, its two sizes, a chunk of each.
        Assert.Equal(
            0,
            await academy.QueryAsync<long>(
                "select count(*) from attachment_chunks where position('WEBP'::bytea in box) > 0"
            )
        );
        Assert.NotNull(await Pictures.Open(picture, 96, default));
        Assert.Equal(picture, academy.Services.GetRequiredService<INames>().PictureOf(ada.User));
        await Pictures.Remove(ada, key: null, default);
        Assert.Equal(0, await academy.QueryAsync<long>(Everything));
        Assert.Null(academy.Services.GetRequiredService<INames>().PictureOf(ada.User));
    }

    [Fact]
    public async Task What_no_account_names_is_removed_after_a_while_and_the_rest_stays()
    {
        var picture = await SaveAsync();
        await using (
            var stray = academy.Database.CreateCommand(
                """
                update person_pictures set made_at = now() - interval '2 hours';
                insert into person_pictures (id, person, words, made_at)
                select gen_random_uuid(), person, words, made_at from person_pictures
                union all select gen_random_uuid(), person, words, now() from person_pictures
                """
            )
        )
            await stray.ExecuteNonQueryAsync();
        var table = academy.Services.GetRequiredService<PersonPictureTable>();
        Assert.Equal((1, 0), (await table.SweepAsync(default), await table.SweepAsync(default)));
        Assert.Equal(2, await academy.QueryAsync<long>("select count(*) from person_pictures"));
        Assert.NotNull(await Pictures.Open(picture, 480, default));
    }

    [Fact]
    public async Task The_picture_of_somebody_without_an_account_is_not_kept()
    {
        var nobody = academy.NewLearner();
        var outcome = await Pictures.Save(
            nobody,
            "image/png",
            _ => Task.FromResult((Png(), (CommandKey?)null)),
            default
        );
        Assert.Equal(AccountRefusals.NotFound, outcome.Refusal);
        Assert.Equal(0, await academy.QueryAsync<long>(Everything));
    }

    private async Task<PictureId> SaveAsync() =>
        RunningAcademy.Accept(
            await Pictures.Save(ada, "image/png", _ => Task.FromResult((Png(), (CommandKey?)null)), default)
        );

    private static byte[] Png() => CraftedPictures.Halves(600, 500, SKEncodedImageFormat.Png);
}
