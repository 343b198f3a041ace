using Shanhai.Analytics.Integrity;
using Shanhai.Analytics.Soundness;
using Shanhai.Places;

namespace Shanhai.Voices.Signals;

/// <summary>
/// Counts voices by place and subject, kind and phrase in periods, and says what rises faster than its own history: first the latest period is counted, then the earlier ones, of phrases only
/// those that can still become one. The tests of one family are adjusted together, those that found nothing included.
/// </summary>
public sealed class SignalCounts(SignalRule rule, DateOnly to)
{
    public sealed record Said(PlaceCode Place, string Category, VoiceKind Kind, DateOnly On, string Text);

    public sealed record Found(SignalFamily Family, PlaceCode Place, string Key, Rise Rise, double Adjusted, int[] History);

    private const int LongestPhrase = 8;
    private const double Together = 0.8;

    private readonly Dictionary<(SignalFamily Family, PlaceCode Place, string Key), int[]> _cells = [];
    private readonly Dictionary<PlaceCode, List<string>> _texts = [];
    private readonly Dictionary<(PlaceCode County, string Pair), int[]> _pairs = [];
    private int _pairsSeen;

    /// <summary>The first day of the latest period.</summary>
    public DateOnly From => to.AddDays(1 - rule.Days);

    public DateOnly First => From.AddDays(-rule.Days * rule.Periods);

    /// <summary>A voice of the latest period.</summary>
    public void AddNow(Said said)
    {
        Count(said, rule.Periods);
        (_texts.TryGetValue(County(said.Place), out var texts) ? texts : _texts[County(said.Place)] = []).Add(SearchGrams.Folded(said.Text));
    }

    /// <summary>Between the latest period and the earlier ones: which phrases stand in enough texts to be followed back.</summary>
    public void Follow()
    {
        foreach (var (county, texts) in _texts)
        {
            foreach (var (pair, count) in texts.SelectMany(t => SearchGrams.Telling(t)).CountBy(p => p))
            {
                _pairsSeen++;
                if (count >= rule.Least)
                {
                    (_pairs[(county, pair)] = new int[rule.Periods + 1])[^1] = count;
                }
            }
        }
    }

    /// <summary>A voice of an earlier period.</summary>
    public void AddBefore(Said said)
    {
        var period = (said.On.DayNumber - First.DayNumber) / rule.Days;
        Count(said, period);
        var county = County(said.Place);
        foreach (var pair in _texts.ContainsKey(county) ? SearchGrams.Telling(said.Text) : [])
        {
            if (_pairs.TryGetValue((county, pair), out var counts))
            {
                counts[period]++;
            }
        }
    }

    public IReadOnlyList<Found> Rising(Register register)
    {
        var found = new List<Found>();
        foreach (var family in _cells.GroupBy(c => c.Key.Family))
        {
            found.AddRange(Judged([.. family.Select(c => (c.Key.Place, c.Key.Key, c.Value))], family.Key, 0));
        }
        var phrases = Judged([.. _pairs.Select(p => (p.Key.County, p.Key.Pair, p.Value))], SignalFamily.Phrase, _pairsSeen - _pairs.Count);
        return [.. found, .. phrases.GroupBy(p => p.Place).SelectMany(g => Phrases(g.Key, [.. g], register))];
    }

    private IEnumerable<Found> Judged(IReadOnlyList<(PlaceCode Place, string Key, int[] Counts)> cells, SignalFamily family, int others)
    {
        if (cells.Count == 0)
        {
            return [];
        }
        var rises = cells.Select(c => Rises.Judge(c.Counts.AsSpan(0, rule.Periods), c.Counts[^1])).ToList();
        // What was looked at and could not be listed counts as asked and not found.
        var adjusted = Multiplicity.BenjaminiHochberg([.. rises.Select(r => r.Probability), .. Enumerable.Repeat(1.0, others)]);
        return cells.Select((c, i) => new Found(family, c.Place, c.Key, rises[i], adjusted[i], c.Counts[..rule.Periods]))
            .Where(f => f.Adjusted <= rule.FalseShare && f.Rise.Count >= rule.Least && f.Rise.Count >= rule.Ratio * f.Rise.Expected);
    }

    private void Count(Said said, int period)
    {
        foreach (var place in said.Place.Ancestors().Append(said.Place).Where(p => p.Level >= Level.County))
        {
            Add(SignalFamily.Place, place, "", period);
            if (place.Level < Level.Village)
            {
                Add(SignalFamily.Subject, place, said.Category, period);
                Add(SignalFamily.Kind, place, said.Kind.ToString(), period);
            }
        }
    }

    private void Add(SignalFamily family, PlaceCode place, string key, int period)
    {
        var at = (family, place, key);
        (_cells.TryGetValue(at, out var counts) ? counts : _cells[at] = new int[rule.Periods + 1])[period]++;
    }

    // Pairs that stand in the same texts are one phrase, as long as those texts have it in common; names of places are told by the place itself.
    private List<Found> Phrases(PlaceCode county, List<Found> pairs, Register register)
    {
        var (at, end) = register.Slice(county);
        var names = string.Join(' ', Enumerable.Range(at, end - at).Select(i => SearchGrams.Folded(register.Name(i))).Distinct());
        var kept = new List<(Found Of, HashSet<int> Texts)>();
        var texts = _texts[county];
        foreach (var pair in pairs.OrderBy(p => p.Adjusted).ThenByDescending(p => p.Rise.Count).ThenBy(p => p.Key, StringComparer.Ordinal))
        {
            var holding = Enumerable.Range(0, texts.Count).Where(i => texts[i].Contains(pair.Key, StringComparison.Ordinal)).ToHashSet();
            var phrase = Longer(pair.Key, [.. holding.Select(i => texts[i])]);
            if (names.Contains(phrase, StringComparison.Ordinal) || names.Contains(pair.Key, StringComparison.Ordinal) || kept.Exists(k => Overlap(k.Texts, holding) >= Together))
            {
                continue;
            }
            kept.Add((pair with { Key = phrase }, holding));
        }
        return kept.ConvertAll(k => k.Of);
    }

    private static double Overlap(HashSet<int> one, HashSet<int> other) => one.Count(other.Contains) / (double)Math.Min(one.Count, other.Count);

    private static string Longer(string phrase, List<string> texts)
    {
        for (var grown = true; grown && phrase.Length < LongestPhrase;)
        {
            grown = false;
            foreach (var after in new[] { true, false })
            {
                var next = texts.Select(t => Beside(t, phrase, after)).Where(c => c is not null).GroupBy(c => c!.Value).MaxBy(g => g.Count());
                if (phrase.Length < LongestPhrase && next is not null && next.Count() >= Together * texts.Count)
                {
                    (phrase, grown) = (after ? phrase + next.Key : next.Key + phrase, true);
                }
            }
        }
        return phrase;
    }

    private static char? Beside(string text, string phrase, bool after)
    {
        var at = text.IndexOf(phrase, StringComparison.Ordinal);
        var beside = at < 0 ? -1 : after ? at + phrase.Length : at - 1;
        return beside >= 0 && beside < text.Length && char.IsLetterOrDigit(text[beside]) ? text[beside] : null;
    }

    private static PlaceCode County(PlaceCode place) => place.At(Level.County);
}
