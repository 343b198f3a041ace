namespace Shanhai.Analytics;

/// <summary>The two languages every result can be read in.</summary>
public enum Language
{
    /// <summary>Simplified Chinese, the default of the program.</summary>
    Chinese,

    /// <summary>English.</summary>
    English,
}

/// <summary>A word or sentence in both languages.</summary>
/// <param name="Chinese">The Chinese wording.</param>
/// <param name="English">The English wording.</param>
public sealed record Term(string Chinese, string English)
{
    /// <summary>The wording in the asked language.</summary>
    public string In(Language language) => language == Language.Chinese ? Chinese : English;

    /// <summary>A sentence with numbers, written alike on every machine.</summary>
    internal static string Say(Language language, FormattableString chinese, FormattableString english) =>
        FormattableString.Invariant(language == Language.Chinese ? chinese : english);
}

/// <summary>Something the reader of a result has to know: a code for programs, a sentence for people.</summary>
/// <param name="Code">Stable, lower case, dashes.</param>
/// <param name="Text">The sentence.</param>
public sealed record Note(string Code, Term Text);
