namespace Shanhai.Host.Clocks;

/// <summary>A term as people say it, in both languages at once, so that a problem can carry it.</summary>
public static class TermWords
{
    public static Both Of(Term term) =>
        new(Words.Say(Language.Chinese, "clock.term." + term.Unit, term.Count), Words.Say(Language.English, "clock.term." + term.Unit, term.Count));
}
