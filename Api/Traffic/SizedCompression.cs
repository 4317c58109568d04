using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Academy.Api.Traffic;

/// <summary>
/// Compresses what is worth it: a short answer fits into one packet anyway, and compressing it costs more than writing
/// it.
/// </summary>
internal sealed class SizedCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private const int WorthwhileBytes = 1_200;

    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.ContentLength is not < WorthwhileBytes && base.ShouldCompressResponse(context);
}
