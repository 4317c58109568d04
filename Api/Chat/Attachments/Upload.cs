using System.Reflection;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat.Attachments;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Attachments;

/// <summary>The parameters of an upload, without its bytes.</summary>
internal sealed class Upload(Caller caller, NewAttachment file, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private const int NameMax = 1_000;

    public Caller Caller => caller;

    public NewAttachment File => file;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        QueryParameter.AddTo(builder, new QueryParameter("name", "What the file is called."));
        builder.Metadata.Add(new FileBody());
    }

    public static ValueTask<Upload> BindAsync(HttpContext http)
    {
        var caller = http.Ticket().Caller;
        var fields = new QueryFields(http.Request.Query);
        var name = fields.Text("name", NameMax) ?? "";
        var isAcceptable = IdempotencyKey.TryRead(http.Request, [], out var key);
        var id = key is null
            ? http.RequestServices.GetRequiredService<IdSource>().Next()
            : DerivedId.Of("attachment", caller.User.Value, key.Id);
        return new(
            new Upload(
                caller,
                new(new(id), name, http.Request.ContentType ?? ""),
                isAcceptable ? fields.Problem : IdempotencyKey.Unacceptable
            )
        );
    }
}
