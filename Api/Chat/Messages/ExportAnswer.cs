using System.Reflection;
using System.Text;
using System.Text.Json;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Messages;

internal enum ExportFormat
{
    Json,
    Csv,
}

/// <summary>An export in JSON. It is written in parts; this type is for its schema.</summary>
internal sealed record RoomExport(RoomId RoomId, IReadOnlyList<MessageView> Messages);

/// <summary>
/// Sends messages as a file while they are read, so the memory it needs does not depend on their number.
/// </summary>
internal sealed class ExportAnswer(RoomId room, ExportFormat format, IAsyncEnumerable<MessageView> messages)
    : IResult,
        IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(
                StatusCodes.Status200OK,
                typeof(RoomExport),
                ["application/json", "text/csv"]
            )
        );

    private const int FlushedBytes = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var name = format == ExportFormat.Json ? "json" : "csv";
        response.ContentType =
            format == ExportFormat.Json ? "application/json; charset=utf-8" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"room-{room}.{name}\"";
        response.Headers.CacheControl = "no-store";
        if (format == ExportFormat.Json)
            await WriteJsonAsync(response, httpContext.RequestAborted);
        else
            await WriteCsvAsync(response, httpContext.RequestAborted);
    }

    private async Task WriteJsonAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("roomId", room.Value);
        json.WriteStartArray("messages");
        await foreach (var message in messages.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, message, ChatApiJson.Default.MessageView);
            if (json.BytesPending + response.BodyWriter.UnflushedBytes < FlushedBytes)
                continue;
            json.Flush();
            await response.BodyWriter.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private async Task WriteCsvAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        var rows = new CsvRows();
        rows.Add(
            "seq",
            "id",
            "at",
            "senderId",
            "senderName",
            "body",
            "editedAt",
            "deletedAt",
            "replyTo",
            "attachments"
        );
        await foreach (var m in messages.WithCancellation(cancellationToken))
        {
            rows.Add(
                m.Seq.ToString(),
                m.Id.ToString(),
                Iso(m.At),
                m.SenderId.ToString(),
                m.SenderName,
                m.Body,
                Iso(m.EditedAt),
                Iso(m.DeletedAt),
                m.ReplyTo?.ToString(),
                string.Join("; ", (m.Attachments ?? []).Select(a => a.Name))
            );
            if (rows.Length >= FlushedBytes)
                await SendAsync();
        }
        await SendAsync();

        async Task SendAsync() => await response.WriteAsync(rows.Take(), Encoding.UTF8, cancellationToken);
    }

    private static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
