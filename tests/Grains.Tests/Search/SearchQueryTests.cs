using Academy.Grains.Search;

namespace Academy.Grains.Tests.Search;

/// <summary>What is found, against the lexemes that the index would have, without a database.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("Математика и физика", "математика")]
    [InlineData("Créativité", "creativite")]
    [InlineData("creativite", "Créativité")]
    [InlineData("我家在上海东边。", "上海")]
    [InlineData("我家在上海东边。", "家")]
    [InlineData("client/server", "server")]
    [InlineData("TCP/IP", "IP")]
    [InlineData("TCP/IP", "tcp/ip")]
    [InlineData("foo_bar.baz(qux)", "foo_bar")]
    [InlineData("foo_bar.baz(qux)", "foo_bar.baz")]
    [InlineData("foo_bar.baz(qux)", "qux")]
    [InlineData("ASP.NET Core", "net")]
    [InlineData("ASP.NET Core", "asp.ne")]
    [InlineData("C++ for everyone", "C++")]
    [InlineData("C++ for everyone", "C")]
    [InlineData("C#", "c#")]
    [InlineData("Vitamin C", "c")]
    [InlineData("Programming", "pro")]
    [InlineData("don't", "don't")]
    [InlineData("l’école", "ecole")]
    [InlineData("ภาษาไทยง่าย", "ไทย")]
    [InlineData("한국어를 배우자", "한국어")]
    [InlineData("東京タワーに行く", "タワー")]
    [InlineData("cats and dogs", "\"cats\" OR -dogs")]
    [InlineData("one two three", "three one")]
    [InlineData("C++11", "C++")]
    [InlineData("Great 🎉", "🎉")]
    [InlineData("https://example.com/path", "example.com")]
    public void It_is_found(string text, string asked) => Assert.True(Finds(text, asked), $"{asked} in {text}");

    [Theory]
    [InlineData("Vitamin C", "C++")]
    [InlineData("C for everyone", "C#")]
    [InlineData("Cooking", "c")]
    [InlineData("海上", "上海")]
    [InlineData("上 海", "上海")]
    [InlineData("上海的和海东边", "上海东")]
    [InlineData("one two", "one three")]
    [InlineData("bar foo", "foo_bar")]
    [InlineData("programming", "prog two")]
    [InlineData("が", "か")]
    public void It_is_not(string text, string asked) => Assert.False(Finds(text, asked), $"{asked} in {text}");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("!?--\"")]
    [InlineData("\u200b")]
    public void There_is_nothing_to_search_for(string asked) => Assert.Null(SearchQuery.Of(asked));

    [Theory]
    [InlineData("C", "Vitamin C", "C++ for everyone")]
    [InlineData("creativite", "creativite", "Créativité")]
    [InlineData("Créativité", "créativité", "creativite")]
    [InlineData("pro", "pro", "programming")]
    public void The_exact_spelling_comes_first(string asked, string exact, string other)
    {
        var query = SearchQuery.Of(asked)!;
        Assert.True(Holds(query.Exactly, SearchTokens.Of(exact)), exact);
        Assert.False(Holds(query.Exactly, SearchTokens.Of(other)), other);
        Assert.True(Finds(other, asked) && Finds(exact, asked));
    }

    [Fact]
    public void A_text_that_has_both_spellings_has_the_exact_one()
    {
        Assert.True(Holds(SearchQuery.Of("C")!.Exactly, SearchTokens.Of("C++ is not C")));
        Assert.True(Holds(SearchQuery.Of("résumé")!.Exactly, SearchTokens.Of("resume résumé")));
    }

    [Theory]
    [InlineData("Python", "pyhton", 0.3)]
    [InlineData("Mathematics", "matematics", 0.6)]
    public void A_slip_of_the_pen_is_like_the_name(string name, string asked, double least)
    {
        var query = SearchQuery.Of(asked)!;
        Assert.False(Finds(name, asked));
        Assert.NotNull(query.Similar);
        Assert.InRange(query.Likeness(name), least, 1);
        Assert.InRange(query.Likeness("Gardening"), 0, 0.2);
    }

    [Fact]
    public void Nothing_that_is_asked_for_leaves_its_lexeme()
    {
        Assert.Equal("'a' & 'b' & 'c'", SearchQuery.Of("a\\'b' | !c:* &")!.Words);
        Assert.Equal("'c++'", SearchQuery.Of("'c++':*")!.Words);
    }

    private static bool Finds(string text, string asked)
    {
        var query = SearchQuery.Of(asked)!;
        return Holds(query.Words, SearchTokens.Of(text)) && query.Matches(text);
    }

    /// <summary>A small reader of the queries that <see cref="SearchQuery"/> writes.</summary>
    private static bool Holds(string query, string[] tokens) =>
        query
            .Split(" & ")
            .All(term =>
            {
                var isNot = term[0] == '!';
                var isPrefix = term.EndsWith(":*", StringComparison.Ordinal);
                var lexeme = term.TrimStart('!')[1..].TrimEnd('*', ':')[..^1].Replace("''", "'");
                var has = tokens.Any(t => isPrefix ? t.StartsWith(lexeme, StringComparison.Ordinal) : t == lexeme);
                return has != isNot;
            });
}
