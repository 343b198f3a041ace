using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

/// <summary>Why a pair is there, in sentences: on its page, in a file, on paper.</summary>
internal static class WhyWords
{
    /// <summary>What doing without it would cost. A level that is lost may buy more fit elsewhere, so that both can need saying.</summary>
    public static string Second(Language language, PairWhy why, PairNames names)
    {
        if (why.Binding == Binding.Fixed)
        {
            return Words.Say(language, "pairing.second-fixed");
        }
        if (why.Second is not { } loss)
        {
            return Words.Say(language, why.Needed == Needed.Worst ? "pairing.second-worst" : "pairing.second-fewer");
        }
        return Words.Say(language, loss < 0 ? "pairing.second-gain" : "pairing.second-cost", Points(Math.Abs(loss)))
            + (names.Instead is { } instead ? Words.Say(language, "pairing.second-instead", instead) : Words.Say(language, "pairing.second-swap"))
            + (why.Levels > 0 ? Words.Say(language, "pairing.second-levels", why.Levels) : "");
    }

    /// <summary>What stands between the village and somebody who fits it better.</summary>
    public static string Binds(Language language, PairWhy why, PairNames names) => why.Binding switch
    {
        Binding.Fixed => Words.Say(language, "pairing.origin." + (why.Origin ?? Origin.Lock)),
        Binding.None => Words.Say(language, "pairing.binding.None"),
        Binding.Forbidden when names.Wished is null => Words.Say(language, "pairing.binding.somebody"),
        _ => Words.Say(language, "pairing.binding." + why.Binding, names.Wished)
            + (why.Binding is Binding.Capacity or Binding.Worst or Binding.Floor && why.Price > 0 ? Words.Say(language, "pairing.binding-price", Points(why.Price)) : ""),
    };

    /// <summary>Others with how well they fit, in a line.</summary>
    public static string Others(Language language, IReadOnlyList<PairNames.Other> others) => string.Join(Words.Say(language, "pairing.comma"), others.Select(o => $"{o.Name} {Points(o.Points)}"));

    public static string Points(long points) => (points / 100m).ToString("N2", System.Globalization.CultureInfo.InvariantCulture);
}
