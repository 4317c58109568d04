using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.Composition;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Academy.Api.Operations;

/// <summary>How fast pages are: told by browsers, read by operators.</summary>
internal static class VitalsEndpoints
{
    /// <summary>How far back operators see.</summary>
    private const int DaysShown = 7;

    /// <summary>For browsers. It says nothing of who it is, and a token that comes along is not looked at.</summary>
    public static void MapVitals(this IEndpointRouteBuilder api) =>
        api.MapPost("/vitals", Count)
            .WithSummary("Tells how fast a page was in a browser. Nothing of the person is kept.")
            .WithTags("Operations")
            .AllowAnonymous();

    public static void MapVitalsOfAll(this IEndpointRouteBuilder ops) =>
        ops.MapGet("/vitals", Read)
            .WithSummary("How fast pages were in browsers in the last seven days: counts, and what three of four had.")
            .ProducesProblems(ApiProblems.Forbidden);

    private static NoContent Count(Bodied<VitalsBody> request, IVitals vitals)
    {
        var body = request.Body;
        foreach (var (vital, value) in body.Measured())
            vitals.Count(body.Page, vital, value);
        return TypedResults.NoContent();
    }

    private static async Task<Results<JsonOk<VitalsAnswer>, ProblemResult>> Read(
        HttpContext http,
        AccessTicket ticket,
        IVitals vitals,
        TimeProvider clock
    )
    {
        if (!ticket.IsOfPlatform())
            return ProblemResult.Of(ApiProblems.Forbidden);
        var since = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - DaysShown);
        return new JsonOk<VitalsAnswer>(
            new(DaysShown, await vitals.Since(since, http.RequestAborted)),
            OperationsApiJson.Default.VitalsAnswer
        );
    }
}

/// <param name="Page">The pattern of the page's address, such as <c>/courses/:courseId</c>.</param>
/// <param name="Fcp">Milliseconds, like the other two.</param>
/// <param name="Cls">The shift, in thousandths.</param>
internal sealed record VitalsBody(string Page, int? Fcp, int? Lcp, int? Inp, int? Cls) : IBody<VitalsBody>
{
    private const int PageMax = 100;

    /// <summary>Ten minutes; and a shift by ten screens.</summary>
    private const int TimeMax = 600_000,
        ShiftMax = 10_000;

    public static VitalsBody Read(JsonFields fields) =>
        new(
            fields.Text("page", PageMax, ClientPages.HavePattern, "It must be the pattern of a page of the client."),
            fields.OptionalInteger("fcp", 0, TimeMax),
            fields.OptionalInteger("lcp", 0, TimeMax),
            fields.OptionalInteger("inp", 0, TimeMax),
            fields.OptionalInteger("cls", 0, ShiftMax)
        );

    public IEnumerable<(Vital Vital, double Value)> Measured()
    {
        if (Fcp is { } fcp)
            yield return (Vital.Fcp, fcp);
        if (Lcp is { } lcp)
            yield return (Vital.Lcp, lcp);
        if (Inp is { } inp)
            yield return (Vital.Inp, inp);
        if (Cls is { } cls)
            yield return (Vital.Cls, cls / 1_000d);
    }
}

/// <param name="Days">How many days these are of, today included.</param>
internal sealed record VitalsAnswer(int Days, IReadOnlyList<PageVital> Vitals);
