using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>
/// Voices that may be about the same matter, the most alike first, each with what speaks for it: phrases both use, how near the places are, how many days lie between. Only those the
/// reader may see. Nothing is merged by it: whether two are one matter a person decides, by the step that links them.
/// </summary>
public static class SimilarVoices
{
    private const int Days = 366, MostRead = 300, MostAsked = 36, MostPhrases = 4, LongestCompared = 1500;
    private const double Least = 0.12;

    /// <param name="Text">What was said, with the wish and the spot.</param>
    /// <param name="Except">The voice itself, where it is filed already.</param>
    public sealed record To(string? Text, PlaceCode Place, string? Category, DateOnly On, Id<Voice>? Except = null);

    /// <param name="Likeness">Share of the telling pairs of characters both have in common, weighted by how rare they are nearby; between 0 and 1.</param>
    /// <param name="Phrases">Longest first.</param>
    /// <param name="Near">The level of the place that holds both.</param>
    public sealed record Row(
        Id<Voice> Id, string Receipt, string Excerpt, PlaceCode Place, string PlaceName, string Category, bool SameCategory, VoiceState State, DateOnly On, int DaysApart, Level Near, double Likeness,
        IReadOnlyList<string> Phrases);

    public static To ToOf(Voice voice) => new($"{voice.Text} {voice.Wish} {voice.Where}", voice.Place, voice.Category, ChinaDay.Of(voice.ReceivedAt), voice.Id);

    private sealed record Candidate(Id<Voice> Id, string Receipt, string Text, string? Wish, string? Where, PlaceCode Place, string Category, VoiceState State, DateTimeOffset ReceivedAt);

    public static async Task<IReadOnlyList<Row>> Find(To to, int most, Sight sight, Register register, Db db, CancellationToken ct)
    {
        var telling = SearchGrams.Telling(Cut(to.Text));
        if (telling.Count == 0 || sight.SeesNothing)
        {
            return [];
        }
        var around = to.Place.At(Level.Township);
        var candidates = await Read([[SearchGrams.At(Marked(around))], Spread(telling, MostAsked)], to, sight, db, ct);
        if (to.Place.At(Level.County) is { Level: Level.County } county && county != around)
        {
            // From further away only what is alike from beginning to end: it must share something with each third of the text.
            var all = SearchGrams.Words(Cut(to.Text)).SelectMany(w => SearchGrams.Telling(w)).Distinct().ToList();
            var thirds = all.Count < 9 ? [] : all.Chunk((all.Count + 2) / 3).Select(t => Spread(t, MostAsked / 3));
            candidates = all.Count < 9 ? candidates : [.. candidates, .. await Read([[SearchGrams.At(county)], .. thirds], to, sight, db, ct)];
        }
        return Ranked(to, telling, [.. candidates.DistinctBy(c => c.Id)], most, register);
    }

    private static async Task<List<Candidate>> Read(IReadOnlyList<IReadOnlyList<int>> groups, To to, Sight sight, Db db, CancellationToken ct)
    {
        var (first, last) = (ChinaDay.EndOf(to.On.AddDays(-Days)), ChinaDay.EndOf(to.On.AddDays(Days)));
        int[] months = [.. Enumerable.Range(-12, 25).Select(m => SearchGrams.In(to.On.AddMonths(m)))];
        var found = db.VoiceWords.Holding([.. groups, months, .. sight.Marks() is { } seen ? new[] { seen } : []], db).Select(w => w.Voice);
        var except = to.Except ?? default;
        return await sight.Voices(db).AsNoTracking().Where(v => found.Contains(v.Id) && v.Id != except && v.ReceivedAt >= first && v.ReceivedAt < last)
            .OrderByDescending(v => v.Id).Take(MostRead)
            .Select(v => new Candidate(v.Id, v.Receipt, v.Text, v.Wish, v.Where, v.Place, v.Category, v.State, v.ReceivedAt)).ToListAsync(ct);
    }

    private static IReadOnlyList<Row> Ranked(To to, HashSet<string> telling, List<Candidate> candidates, int most, Register register)
    {
        var pairs = candidates.ConvertAll(c => SearchGrams.Telling(Cut(Said(c))));
        var held = new Dictionary<string, int>();
        foreach (var pair in pairs.SelectMany(p => p))
        {
            held[pair] = held.GetValueOrDefault(pair) + 1;
        }
        // What everybody nearby writes, such as the village's name, says little; what nobody else wrote says much.
        double Weight(string pair) => Math.Log((candidates.Count + 2.0) / (held.GetValueOrDefault(pair) + 1.0)) + 0.3;
        var own = telling.Sum(Weight);
        var rows = new List<(Candidate Of, double Likeness, double Order, Level Near, int Days)>();
        for (var i = 0; i < candidates.Count; i++)
        {
            var candidate = candidates[i];
            var (common, other) = (pairs[i].Where(telling.Contains).Sum(Weight), pairs[i].Sum(Weight));
            var likeness = common / Math.Sqrt(own * Math.Max(other, 1e-9));
            var days = Math.Abs(ChinaDay.Of(candidate.ReceivedAt).DayNumber - to.On.DayNumber);
            var near = PlaceCode.Around(to.Place, candidate.Place).Level;
            var order = likeness + (near == Level.Village ? 0.10 : near == Level.Township ? 0.05 : 0) + (candidate.Category == to.Category ? 0.05 : 0) + 0.10 * Math.Max(0, 1 - days / 90.0);
            if (likeness >= Least || near == Level.Village && candidate.Category == to.Category && likeness >= Least / 2 && days <= 60)
            {
                rows.Add((candidate, likeness, order, near, days));
            }
        }
        return [.. rows.OrderByDescending(r => r.Order).ThenByDescending(r => r.Of.Id).Take(most).Select(r => new Row(
            r.Of.Id, r.Of.Receipt, Excerpt(r.Of.Text), r.Of.Place, register.NameOf(r.Of.Place), r.Of.Category, r.Of.Category == to.Category,
            r.Of.State, ChinaDay.Of(r.Of.ReceivedAt), r.Days, r.Near, Math.Round(Math.Min(1, r.Likeness), 2), Shared(to.Text, Said(r.Of))))];
    }

    /// <summary>The longest passages that stand in both, none inside another.</summary>
    public static IReadOnlyList<string> Shared(string? one, string? other)
    {
        var there = SearchGrams.Folded(Cut(other));
        var phrases = new List<string>();
        foreach (var word in SearchGrams.Words(Cut(one)))
        {
            for (var from = 0; from + 1 < word.Length;)
            {
                var length = 0;
                while (from + length < word.Length && there.Contains(word.AsSpan(from, length + 1), StringComparison.Ordinal))
                {
                    length++;
                }
                if (length > 1 && SearchGrams.Telling(word.Substring(from, length)).Count > 0)
                {
                    phrases.Add(word.Substring(from, length));
                }
                from += Math.Max(1, length - 1);
            }
        }
        var kept = new List<string>();
        foreach (var phrase in phrases.Distinct().OrderByDescending(p => p.Length))
        {
            if (kept.Count < MostPhrases && !kept.Exists(k => k.Contains(phrase, StringComparison.Ordinal)))
            {
                kept.Add(phrase);
            }
        }
        return kept;
    }

    // Evenly over the whole text: beginnings are often greetings.
    private static IReadOnlyList<int> Spread(IReadOnlyCollection<string> pairs, int most) =>
        [.. pairs.Where((_, i) => pairs.Count <= most || i * (long)most / pairs.Count != (i - 1L) * most / pairs.Count || i == 0).Take(most).Select(SearchGrams.Pair).Distinct()];

    private static PlaceCode Marked(PlaceCode place) => place.Level < Level.City ? place.At(Level.City) : place;

    private static string Said(Candidate c) => $"{c.Text} {c.Wish} {c.Where}";

    private static string Cut(string? text) => text is null ? "" : text.Length > LongestCompared ? text[..LongestCompared] : text;

    private static string Excerpt(string text) => (text.Length > 80 ? text[..80] + "…" : text).ReplaceLineEndings(" ");
}

/// <summary>The same for what is just being written down (whoever may register voices there), and for a voice on file (whoever may see it).</summary>
public sealed record FindSimilar(string? Text, string? Wish, string? Where, PlaceCode? Place, string? Category, DateOnly? On)
{
    private const int Most = 8;

    public static async Task<Result<Page<SimilarVoices.Row>>> Handle(FindSimilar input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors().Require(input.Text, "text", "voice.say-what").Limit(input.Text, Voice.LongestText, "text").Limit(input.Wish, Voice.LongestWish, "wish").Limit(input.Where, Voice.LongestWhere, "where");
        if (input.Place is null)
        {
            errors.Add("place", "voice.say-where");
        }
        if ((actor.Refuses(VoicesModule.Register) ?? errors.Refusal) is { } no)
        {
            return no;
        }
        var to = new SimilarVoices.To($"{input.Text} {input.Wish} {input.Where}", input.Place!.Value, input.Category, input.On ?? ChinaDay.Today(clock));
        return new Page<SimilarVoices.Row>(await SimilarVoices.Find(to, Most, Sight.Of(actor, await trees.Read(db, ct), VoicesModule.View), await places.Read(db, ct), db, ct), null);
    }

    public static async Task<Result<Page<SimilarVoices.Row>>> To(Id<Voice> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.View) is { } no)
        {
            return no;
        }
        var sight = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.View);
        return await sight.Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is { } voice
            ? new Page<SimilarVoices.Row>(await SimilarVoices.Find(SimilarVoices.ToOf(voice), Most, sight, await places.Read(db, ct), db, ct), null)
            : Problem.Missing("voice.not-found");
    }
}
