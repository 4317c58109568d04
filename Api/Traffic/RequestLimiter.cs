using System.Threading.RateLimiting;
using Academy.Api.Authentication;
using Academy.Api.Problems;
using Microsoft.AspNetCore.RateLimiting;

namespace Academy.Api.Traffic;

/// <summary>
/// The limiter under the framework's middleware: counts by <see cref="RateLimits"/>, and tells every caller how much is
/// left.
/// </summary>
internal sealed class RequestLimiter(RateLimits limits) : PartitionedRateLimiter<HttpContext>
{
    private static readonly RateLimitLease Granted = new Verdict(isAcquired: true);
    private static readonly RateLimitLease Refused = new Verdict(isAcquired: false);

    public static ValueTask RefuseAsync(OnRejectedContext context, CancellationToken cancellationToken) =>
        new(ProblemWriter.WriteAsync(context.HttpContext, ApiProblems.RateLimited));

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount)
    {
        var group = resource.GetEndpoint()?.Metadata.GetMetadata<RateGroupMetadata>()?.Group;
        if (!limits.Enabled || group is null or RateGroup.ByBody)
            return Granted;
        var lease = limits.Take(resource, group.Value);
        if (lease.Granted && IsWrite(resource) && resource.TicketOrNull() is { } ticket)
        {
            var write = limits.TakeWrite(resource, ticket.Caller);
            lease = write.Remaining < lease.Remaining || !write.Granted ? write : lease;
        }
        resource.Tell(lease);
        return lease.Granted ? Granted : Refused;
    }

    /// <summary>Asked after a refusal, whether it is worth waiting: it is not.</summary>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        HttpContext resource,
        int permitCount,
        CancellationToken cancellationToken
    ) => new(Refused);

    private static bool IsWrite(HttpContext http) =>
        !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && http.GetEndpoint()?.Metadata.GetMetadata<NoWriteMetadata>() is null;

    private sealed class Verdict(bool isAcquired) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
