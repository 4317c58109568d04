using System.Buffers;
using System.Text;

namespace Academy.Api.Chat.Messages;

/// <summary>
/// Rows of a CSV file (RFC 4180) that a spreadsheet takes for what they are: a cell that it would reckon with begins
/// with an apostrophe.
/// </summary>
internal sealed class CsvRows
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n;\t");

    // Excel takes a file for UTF-8 that begins with the mark.
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

    /// <summary>What was added since the last time.</summary>
    public string Take()
    {
        var taken = text.ToString();
        text.Clear();
        return taken;
    }

    private void Add(string cell)
    {
        // Spreadsheets look at the first character that is not a space, and at full-width signs as at plain ones.
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
