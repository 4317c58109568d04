namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>A place in a line. Tabs go to the next column that four divides, and may be used in part.</summary>
internal ref struct LineCursor(ReadOnlySpan<char> whole)
{
    private const int TabSize = 4;

    private readonly ReadOnlySpan<char> line = whole;
    private int at;
    private int column;

    /// <summary>Columns of a tab that was used in part.</summary>
    private int tabRest;

    /// <summary>Spaces before what is written.</summary>
    public int Indent { get; private set; }

    /// <summary>What is written, after the spaces.</summary>
    public ReadOnlySpan<char> Written { get; private set; }

    public readonly bool IsBlank => Written.IsEmpty;

    /// <summary>The rest of the line, with its spaces.</summary>
    public readonly string Rest =>
        tabRest > 0 ? string.Concat(new string(' ', tabRest), line[at..]) : line[at..].ToString();

    /// <summary>Looks for what is written.</summary>
    public void Look()
    {
        var (next, columns) = (at, tabRest);
        while (next < line.Length && line[next] is ' ' or '\t')
            columns += WidthOf(line[next++], column + columns);
        Indent = columns;
        Written = line[next..];
    }

    /// <summary>Goes to what is written, and over so many characters of it.</summary>
    public void Skip(int characters)
    {
        SkipColumns(Indent);
        at += characters;
        column += characters;
        Look();
    }

    /// <summary>Goes over so many columns of spaces, as far as there are any.</summary>
    public void SkipColumns(int columns)
    {
        for (; columns > 0; columns--)
        {
            if (tabRest > 0)
                tabRest--;
            else if (at < line.Length && line[at] is ' ' or '\t')
                tabRest = WidthOf(line[at++], column) - 1;
            else
                break;
            column++;
        }
        Look();
    }

    private static int WidthOf(char space, int column) => space == '\t' ? TabSize - column % TabSize : 1;
}
