namespace Academy.Grains.Search;

/// <summary>A table whose rows are searched for, and how those that have no tokens yet get them.</summary>
/// <param name="Table">Its name.</param>
/// <param name="ReadSql">Reads at most <c>$1</c> rows without tokens: a uuid and a bigint that are the key, and the
/// texts.</param>
/// <param name="WriteSql">Writes tokens <c>$4</c> to the rows with the keys <c>$1</c> and <c>$2</c> whose first text is
/// still <c>$3</c> and that have none; <c>$5</c> is the first text folded.</param>
/// <param name="TokensOf">The tokens of the texts, as the text of a <c>tsvector</c>.</param>
internal sealed record UnindexedText(
    string Table,
    string ReadSql,
    string WriteSql,
    Func<IReadOnlyList<string?>, string> TokensOf
);
