using System.Buffers;
using System.Text;

namespace Academy.Api.Chat.Messages;

/// <summary>
/// Rows of a CSV file (RFC 4180) that is safe to open in a spreadsheet: a cell that would be a formula gets an
/// apostrophe in front.
/// </summary>
internal sealed class CsvRows
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n;\t");

    // Excel reads a file as UTF-8 if it begins with a byte order mark.
    private readonly StringBuilder text = new("\uFEFF");

    public int Length => text.Length;

    public void Add(params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Add(cells[i] ?? "");
        }
        text.Append("\r\n");
    }

    /// <summary>Returns what was added since the last call.</summary>
    public string Take()
    {
        var taken = text.ToString();
        text.Clear();
        return taken;
    }

    private void Add(string cell)
    {
        // Spreadsheets skip leading spaces, and treat full-width signs like plain ones.
        if (
            cell.AsSpan().TrimStart() is [var first, ..]
                && (first is '=' or '+' or '-' or '@' or '|' or '%' or '＝' or '＋' or '－' or '＠')
            || cell is ['\t' or '\r' or '\n', ..]
        )
            cell = $"'{cell}";
        if (!cell.AsSpan().ContainsAny(Quoted))
            text.Append(cell);
        else
            text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
