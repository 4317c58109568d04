using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Commands;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Requests;

/// <summary><c>?limit=&amp;cursor=</c> of a list.</summary>
internal sealed class Paging(PageRequest page, ListCursors cursors, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    public PageRequest Request => page;

    public Problem? Fault => fault;

    /// <summary>The page as a client gets it.</summary>
    public Page<T> Seal<T>(Page<T> found) =>
        found with
        {
            NextCursor = found.NextCursor is { } next ? cursors.Seal(next, page.AsOf) : null,
            AsOf = page.AsOf,
        };

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, QueryParameter.Page);

    public static ValueTask<Paging> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var cursors = ListCursors.Of(http);
        var limit = fields.Integer("limit", 1, PageRequest.LimitMax, otherwise: PageRequest.LimitDefault);
        var (cursor, asOf) = cursors.Read(fields, "cursor");
        if (cursors.IsMovable && cursor is null)
            asOf = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return new(new Paging(new PageRequest(limit, cursor, asOf), cursors, fields.Problem));
    }
}

/// <summary>The order of a list may change between two pages; <paramref name="Key"/> says by what.</summary>
internal sealed record MovableList(string Key);

/// <summary>
/// The cursors of one list, as one caller asks for it: its address and what narrows it. No other list opens them.
/// </summary>
internal sealed class ListCursors
{
    private readonly Cursors cursors;
    private readonly byte[] list;

    private ListCursors(Cursors cursors, byte[] list, bool isMovable) =>
        (this.cursors, this.list, IsMovable) = (cursors, list, isMovable);

    public bool IsMovable { get; }

    public static ListCursors Of(HttpContext http)
    {
        var metadata = http.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        var name = new StringBuilder(http.Request.Path.Value!.TrimEnd('/').ToLowerInvariant());
        name.Append('\0').Append(http.TicketOrNull()?.Caller.User);
        foreach (var filter in metadata.OfType<QueryParameter>().Where(p => p.Narrows))
            name.Append('\0').Append(filter.Name).Append('=').Append(http.Request.Query[filter.Name].ToString().Trim());
        return new(
            http.RequestServices.GetRequiredService<Cursors>(),
            Encoding.UTF8.GetBytes(name.ToString()),
            metadata.GetMetadata<MovableList>() is not null
        );
    }

    public string Seal(string position, DateTimeOffset? asOf) =>
        cursors.Seal($"{asOf?.UtcTicks ?? 0}.{position}", list);

    /// <summary>The position that a parameter has, and when the first page was read; what is none is noted.</summary>
    public (string? Position, DateTimeOffset? AsOf) Read(QueryFields fields, string name)
    {
        if (fields.Text(name, Cursors.LengthMax) is not { } shown)
            return default;
        if (
            cursors.TryOpen(shown, list, out var opened)
            && opened.Split('.', 2) is [var ticks, var position]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var asOf)
        )
            return (position, asOf == 0 ? null : new DateTimeOffset(asOf, TimeSpan.Zero));
        fields.Wrong(name, "It must be the nextCursor of this list's previous page, with the same filter.");
        return default;
    }

    /// <summary>The same of a list by numbers, which clients may name themselves.</summary>
    public long? Number(QueryFields fields, string name) =>
        fields.Text(name, Cursors.LengthMax) is { } text && text.TrimStart('-').All(char.IsAsciiDigit)
            ? fields.Number(name)
            : PageCursor.ParseNumber(Read(fields, name).Position);
}

/// <summary>
/// Cursors as clients see them: the list's own position with a seal, so that only what a list gave out comes back to
/// it.
/// </summary>
internal sealed class Cursors(byte[] key)
{
    public const int LengthMax = 512;

    private const int SealBytes = 12;

    public string Seal(string cursor, ReadOnlySpan<byte> list)
    {
        var text = Encoding.UTF8.GetBytes(cursor);
        return Base64Url.EncodeToString([.. Mac(text, list), .. text]);
    }

    public bool TryOpen(string sealedCursor, ReadOnlySpan<byte> list, [NotNullWhen(true)] out string? cursor)
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

    private byte[] Mac(ReadOnlySpan<byte> text, ReadOnlySpan<byte> list) =>
        HMACSHA256.HashData(key, (byte[])[.. SHA256.HashData(list), .. text])[..SealBytes];
}
