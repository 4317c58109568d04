namespace Academy.Grains.Chat.Messages.Markup;

/// <summary>How much a text may still be looked at: in all, so many times its length.</summary>
internal sealed class WorkBudget(int length)
{
    /// <summary>A text that people write takes about three; one that is made to be slow would take hundreds.</summary>
    public const int PerCharacter = 16;

    private readonly int limit = PerCharacter * length;

    public int Spent { get; private set; }

    public bool IsSpent => Spent > limit;

    public void Spend(int characters) => Spent += characters;
}
