namespace Shanhai.Voices;

/// <summary>
/// Tells under which subject people sorted texts that are worded like this one: multinomial naive Bayes over pairs of neighbouring characters, each counted once a text (docs/methods/voices.md). Everything it says
/// can be counted by hand: for each subject, how many of its texts hold the pair.
/// </summary>
public sealed class RoutingModel
{
    private const double Smoothing = 0.1;

    // Neighbouring pairs overlap and repeat one another: however long, a text is evidence worth so many independent pairs. With this the probabilities came out as often right as they say (bench/results/routing.md).
    private const double Worth = 5;

    private readonly Dictionary<string, int[]> _texts = [];
    private readonly List<string> _subjects = [];
    private readonly List<int> _sizes = [];
    private readonly List<double> _pairs = [];

    /// <param name="Log">Logarithm of the probability up to a constant.</param>
    public sealed record Verdict(string Subject, double Probability, double Log);

    public int Count => _sizes.Sum();

    public IReadOnlyList<string> Subjects => _subjects;

    public static RoutingModel Learn(IEnumerable<(string Text, string Subject)> sorted)
    {
        var model = new RoutingModel();
        foreach (var (text, subject) in sorted)
        {
            model.Add(text, subject);
        }
        return model;
    }

    private void Add(string text, string subject)
    {
        var at = _subjects.IndexOf(subject);
        if (at < 0)
        {
            at = _subjects.Count;
            _subjects.Add(subject);
            _sizes.Add(0);
            _pairs.Add(0);
        }
        var pairs = SearchGrams.Telling(text);
        foreach (var pair in pairs)
        {
            if (!_texts.TryGetValue(pair, out var counts) || counts.Length <= at)
            {
                Array.Resize(ref counts, Math.Max(at + 1, 8));
                _texts[pair] = counts;
            }
            counts[at]++;
        }
        _sizes[at]++;
        _pairs[at] += pairs.Count;
    }

    /// <summary>Likeliest first; empty where nothing was learnt or no pair of the text was ever seen.</summary>
    public IReadOnlyList<Verdict> Classify(string? text)
    {
        var known = SearchGrams.Telling(text).Where(_texts.ContainsKey).ToList();
        if (known.Count == 0)
        {
            return [];
        }
        var logs = new double[_subjects.Count];
        for (var s = 0; s < logs.Length; s++)
        {
            logs[s] = Math.Log(_sizes[s] / (double)Count) + known.Sum(p => Math.Log(Share(p, s)));
        }
        var weight = Math.Min(1, Worth / known.Count);
        var worth = logs.Select((l, s) => Math.Log(_sizes[s] / (double)Count) * (1 - weight) + l * weight).ToArray();
        var (most, all) = (worth.Max(), worth.Sum(w => Math.Exp(w - worth.Max())));
        return [.. logs.Select((l, s) => new Verdict(_subjects[s], Math.Exp(worth[s] - most) / all, l)).OrderByDescending(v => v.Log).ThenBy(v => v.Subject, StringComparer.Ordinal)];
    }

    /// <summary>The passages that speak most for the subject against all others, in the words of the text.</summary>
    public IReadOnlyList<string> Reasons(string? text, string subject, int most)
    {
        var at = _subjects.IndexOf(subject);
        if (at < 0)
        {
            return [];
        }
        double Speaks(string pair) => Math.Log(Share(pair, at)) - Math.Log(Others(pair, at));
        var passages = new List<(string Passage, double Speaks)>();
        foreach (var word in SearchGrams.Words(text))
        {
            // Neighbouring pairs that all speak for it are one passage.
            for (int from = 0, to; from + 1 < word.Length; from = to)
            {
                to = from + 1;
                if (!For(word, from, at))
                {
                    continue;
                }
                var sum = Speaks(word.Substring(from, 2));
                for (; to + 1 < word.Length && to - from < 5 && For(word, to, at); to++)
                {
                    sum += Speaks(word.Substring(to, 2));
                }
                passages.Add((word[from..(to + 1)], sum));
            }
        }
        return [.. passages.GroupBy(p => p.Passage).Select(g => g.First()).OrderByDescending(p => p.Speaks).Take(most).Select(p => p.Passage)];
    }

    private bool For(string word, int at, int subject)
    {
        var pair = word.Substring(at, 2);
        return SearchGrams.Telling(pair).Count > 0 && _texts.TryGetValue(pair, out var counts) && subject < counts.Length && counts[subject] >= 2 && Share(pair, subject) > 2 * Others(pair, subject);
    }

    private double Share(string pair, int subject) => (Of(pair, subject) + Smoothing) / (_pairs[subject] + Smoothing * _texts.Count);

    private double Others(string pair, int subject)
    {
        double held = 0, all = 0;
        for (var s = 0; s < _subjects.Count; s++)
        {
            if (s != subject)
            {
                held += Of(pair, s);
                all += _pairs[s];
            }
        }
        return (held + Smoothing) / (all + Smoothing * _texts.Count);
    }

    private int Of(string pair, int subject) => _texts.TryGetValue(pair, out var counts) && subject < counts.Length ? counts[subject] : 0;
}
