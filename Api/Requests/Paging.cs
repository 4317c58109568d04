using System.Buffers;
using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Commands;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Requests;

/// <summary><c>?limit=&amp;cursor=</c> of a list.</summary>
internal sealed class Paging(PageRequest page, Problem? fault) : IFaulty, IEndpointParameterMetadataProvider
{
    public PageRequest Request => page;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, QueryParameter.Page);

    public static ValueTask<Paging> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var limit = fields.Integer("limit", 1, PageRequest.LimitMax, otherwise: PageRequest.LimitDefault);
        string? cursor = null;
        if (
            fields.Text("cursor", Cursors.LengthMax) is { } shown
            && !http.RequestServices.GetRequiredService<Cursors>().TryOpen(shown, http.Request.Path, out cursor)
        )
            fields.Wrong("cursor", "It must be the nextCursor of this list's previous page.");
        return new(new Paging(new PageRequest(limit, cursor), fields.Problem));
    }
}

/// <summary>
/// Cursors as clients see them: the query's own position with a seal, so that only what a list gave out comes back to
/// it.
/// </summary>
internal sealed class Cursors(byte[] key)
{
    public const int LengthMax = 512;

    private const int SealBytes = 12;

    public Page<T> Seal<T>(Page<T> page, PathString list) =>
        page.NextCursor is null ? page : page with { NextCursor = Seal(page.NextCursor, list) };

    public bool TryOpen(string sealedCursor, PathString list, out string? cursor)
    {
        cursor = null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(sealedCursor.Length)];
        if (
            Base64Url.DecodeFromChars(sealedCursor, bytes, out _, out var length) != OperationStatus.Done
            || length <= SealBytes
        )
            return false;
        var text = bytes.AsSpan(SealBytes, length - SealBytes);
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealBytes), Mac(text, list)))
            return false;
        cursor = Encoding.UTF8.GetString(text);
        return true;
    }

    private string Seal(string cursor, PathString list)
    {
        var text = Encoding.UTF8.GetBytes(cursor);
        return Base64Url.EncodeToString([.. Mac(text, list), .. text]);
    }

    private byte[] Mac(ReadOnlySpan<byte> text, PathString list) =>
        HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes(list.Value ?? ""), 0, .. text])[..SealBytes];
}
