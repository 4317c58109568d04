using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Composition;

/// <summary>
/// Files that were compressed when the client was built, as well as it can be done: a request is answered with the one
/// that its browser reads, as it is. Each form is a file of its own, and so has an <c>ETag</c> of its own.
/// </summary>
internal static class PackedFiles
{
    private static readonly (string Coding, string Ending)[] Forms = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    /// <summary>Knows the type of a compressed file: that of what is in it.</summary>
    public static readonly IContentTypeProvider Types = new TypesOfPacked();

    /// <summary>Leads a request to the compressed form of its file.</summary>
    public static void Choose(HttpContext http, IFileProvider files)
    {
        var request = http.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return;
        if (request.Path.Value is not { Length: > 1 } path || path[^1] == '/' || FormOf(path) is not null)
            return;
        var accepted = QualitiesOf(request.Headers.AcceptEncoding);
        var isPacked = false;
        string? best = null;
        var bestQuality = 0d;
        foreach (var (coding, ending) in Forms)
        {
            if (!files.GetFileInfo(path + ending).Exists)
                continue;
            isPacked = true;
            if (accepted(coding) is var quality && quality > bestQuality)
                (best, bestQuality) = (ending, quality);
        }
        if (isPacked)
            http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (best is not null)
            request.Path = path + best;
    }

    /// <summary>Says how a file is compressed that is about to be sent.</summary>
    public static void Say(HttpContext http, string file)
    {
        if (FormOf(file) is { } form)
            http.Response.Headers.ContentEncoding = form;
    }

    private static string? FormOf(string file) =>
        Array.Find(Forms, form => file.EndsWith(form.Ending, StringComparison.Ordinal)).Coding;

    private static Func<string, double> QualitiesOf(StringValues header)
    {
        if (!StringWithQualityHeaderValue.TryParseList(header, out var list))
            return _ => 0;
        return coding =>
            (
                list.FirstOrDefault(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
                ?? list.FirstOrDefault(one => one.Value == "*")
            )
                is { } said
                ? said.Quality ?? 1
                : 0;
    }

    private sealed class TypesOfPacked : IContentTypeProvider
    {
        public bool TryGetContentType(string subpath, out string contentType) =>
            ContentTypes.TryGetContentType(
                FormOf(subpath) is null ? subpath : subpath[..subpath.LastIndexOf('.')],
                out contentType!
            );
    }
}
