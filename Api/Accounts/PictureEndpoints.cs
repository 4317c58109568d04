using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Academy.Pictures;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Accounts;

/// <summary>Setting and removing one's own profile picture, and reading anybody's.</summary>
internal static class PictureEndpoints
{
    /// <summary>How long a browser shows a picture that was removed since.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public static void MapPictures(this IEndpointRouteBuilder api)
    {
        var mine = api.MapGroup("/me/picture").WithTags("Accounts").RequireAuthorization(Access.SignedIn);
        mine.MapPut("/", Put)
            .WithSummary("Makes a file the caller's picture: the body is its bytes. Its middle is cut out as a square.")
            .WithMetadata(new FileBody())
            .ProducesProblems(
                AccountRefusals.NotFound,
                PictureRefusals.NotTaken,
                PictureRefusals.Unreadable,
                PictureRefusals.TooManyPixels,
                PictureRefusals.TooSlow,
                PictureRefusals.Busy
            );
        mine.MapDelete("/", Delete)
            .WithSummary("Removes the caller's picture: their initials are shown instead.")
            .ProducesProblems(AccountRefusals.NotFound);

        api.MapGet("/pictures/{pictureId:id}", Read)
            .WithTags("Accounts")
            .AllowAnonymous()
            .RequireRateLimit(RateGroup.Pictures)
            .WithSummary("A person's picture, as WebP, to whoever knows its id.")
            .WithQueryParameter("size", "Its edge in pixels: 96 (without it), or up to 480.")
            .Produces(200, contentType: PictureSizes.ContentType)
            .Produces(304)
            .ProducesProblems(PictureRefusals.NotFound);
    }

    private static async Task<Results<JsonOk<PictureAnswer>, ProblemResult>> Put(
        HttpContext http,
        AccessTicket ticket,
        IPersonPictures pictures
    )
    {
        var limit = http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        // Some more is read, so that the client gets the refusal.
        limit.MaxRequestBodySize = BodyLimits.FileBytesMax + BodyLimits.DrainedBytesMax;
        if (http.Request.ContentLength > BodyLimits.FileBytesMax)
            return ProblemResult.Of(ApiProblems.TooLarge);
        if (!IdempotencyKey.TryRead(http.Request, [], out _))
            return new ProblemResult(IdempotencyKey.Unacceptable);
        limit.MaxRequestBodySize = BodyLimits.FileBytesMax;
        var outcome = await pictures.Save(
            ticket.Caller,
            http.Request.ContentType ?? "",
            async cancellation =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, cancellation);
                var bytes = body.ToArray();
                IdempotencyKey.TryRead(http.Request, bytes, out var key);
                return (bytes, key);
            },
            http.RequestAborted
        );
        return outcome.Accepted
            ? new JsonOk<PictureAnswer>(new(outcome.Answer), AccountsApiJson.Default.PictureAnswer)
            : ProblemResult.Of(outcome.Refusal);
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        HttpContext http,
        Command command,
        IPersonPictures pictures
    ) => (await pictures.Remove(command.Caller, command.Key, http.RequestAborted)).NoContent();

    private static async Task<Results<FileContentHttpResult, ProblemResult>> Read(
        Guid pictureId,
        HttpContext http,
        IPersonPictures pictures
    )
    {
        var fields = new QueryFields(http.Request.Query);
        var (smallest, largest) = (PictureSizes.OfPeople[0], PictureSizes.OfPeople[^1]);
        var size = fields.Integer("size", smallest, largest, otherwise: smallest);
        if (fields.Problem is { } problem)
            return new ProblemResult(problem);
        if (await pictures.Open(new(pictureId), size, http.RequestAborted) is not { } picture)
            return ProblemResult.Of(PictureRefusals.NotFound);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = $"private, max-age={(int)Kept.TotalSeconds}";
        return TypedResults.Bytes(
            picture.WebP,
            PictureSizes.ContentType,
            lastModified: picture.At,
            entityTag: new EntityTagHeaderValue($"\"{pictureId:N}-{size}\"")
        );
    }
}

/// <param name="Picture">Its bytes are at <c>/api/v1/pictures/{picture}</c>.</param>
internal sealed record PictureAnswer(PictureId Picture);
