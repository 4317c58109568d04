namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>
/// A run of <c>*</c>, <c>_</c> or <c>~</c>, of which emphases begin and end; what is left of it is text.
/// </summary>
/// <param name="place">Counts them.</param>
internal sealed class DelimiterPiece(char mark, int count, bool canOpen, bool canClose, int place) : InlinePiece
{
    public char Mark => mark;

    public int Place => place;

    /// <summary>Marks that are left.</summary>
    public int Count { get; private set; } = count;

    public bool CanOpen => canOpen;

    public bool CanClose => canClose;

    /// <summary>What begins here, the innermost first: so many marks each.</summary>
    public List<int> Begins { get; } = [];

    /// <summary>How many end here.</summary>
    public int Ends { get; private set; }

    public DelimiterPiece? Previous { get; set; }

    public DelimiterPiece? Next { get; set; }

    /// <summary>Whether there are enough marks for an emphasis.</summary>
    public bool IsEnough => Count >= Min(mark);

    public static int Min(char mark) => mark == '~' ? 2 : 1;

    /// <summary>Whether what begins with this may end with the other.</summary>
    public bool Matches(DelimiterPiece end) =>
        canOpen
        && IsEnough
        && mark == end.Mark
        // "*a**b*" is one emphasis of "a**b".
        && !(
            (canClose || end.CanOpen)
            && Count != end.Count
            && (Count + end.Count) % 3 == 0
            && (Count % 3 != 0 || end.Count % 3 != 0)
        );

    public void Embrace(DelimiterPiece end)
    {
        var marks = Math.Min(2, Math.Min(Count, end.Count));
        Begins.Add(marks);
        end.Ends++;
        Count -= marks;
        end.Count -= marks;
    }
}
