using Microsoft.EntityFrameworkCore;

namespace Shanhai.Voices;

/// <summary>The passage of a voice in which what was looked for stands, cut so that the hits can be marked.</summary>
/// <param name="In">Which part of the voice it is from.</param>
public sealed record SearchExcerpt(SearchExcerpt.Source In, IReadOnlyList<SearchExcerpt.Part> Parts)
{
    public enum Source : short { Text, Wish, Where, Reply, Names }

    public sealed record Part(string Text, bool Hit);

    private const int Before = 24, Longest = 110;

    /// <summary>The first text that holds a word, most words first; the beginning of the message where only names hold them.</summary>
    public static SearchExcerpt Of(SearchWords words, IEnumerable<(Source In, string? Text)> texts)
    {
        var all = texts.Where(t => !string.IsNullOrWhiteSpace(t.Text)).Select(t => (t.In, Text: t.Text!.ReplaceLineEndings(" "))).ToList();
        var best = all.Select(t => (t.In, t.Text, Held: words.Words.Count(w => At(t.Text, w, 0) >= 0))).OrderByDescending(t => t.Held).First();
        return best.Held > 0 ? new(best.In, Cut(best.Text, words)) : new(Source.Names, [new(Ends(all[0].Text, 0, Longest), false)]);
    }

    /// <summary>For the rows of a page: replies are read only where the message itself does not hold every word.</summary>
    public static async Task<IReadOnlyDictionary<Id<Voice>, SearchExcerpt>> Of(SearchWords words, IReadOnlyList<(Id<Voice> Id, string Text, string? Wish, string? Where)> rows, Db db, CancellationToken ct)
    {
        var short_ = rows.Where(r => words.Words.Any(w => At(r.Text, w, 0) < 0)).Select(r => r.Id).ToList();
        var replies = short_.Count == 0 ? null
            : (await db.VoiceSteps.AsNoTracking().Where(s => short_.Contains(s.Voice) && s.Words != null).OrderBy(s => s.Number).Select(s => new { s.Voice, s.Words, s.Facts }).ToListAsync(ct))
                .ToLookup(s => s.Voice);
        return rows.ToDictionary(r => r.Id, r => Of(words,
        [
            (Source.Text, r.Text), (Source.Wish, r.Wish), (Source.Where, r.Where), .. (replies?[r.Id] ?? []).SelectMany(s => new (Source, string?)[] { (Source.Reply, s.Words), (Source.Reply, s.Facts) }),
        ]));
    }

    private static List<Part> Cut(string text, SearchWords words)
    {
        var first = words.Words.Select(w => At(text, w, 0)).Where(i => i >= 0).Min();
        var from = first <= Before + 6 ? 0 : first - Before;
        var shown = Ends(text, from, Longest);
        var parts = new List<Part>();
        for (var at = 0; at < shown.Length;)
        {
            var next = words.Words.Select(w => (Start: At(shown, w, at), w.Length)).Where(h => h.Start >= 0).OrderBy(h => h.Start).ThenByDescending(h => h.Length).FirstOrDefault((Start: -1, Length: 0));
            if (next.Start < 0)
            {
                parts.Add(new(shown[at..], false));
                break;
            }
            if (next.Start > at)
            {
                parts.Add(new(shown[at..next.Start], false));
            }
            parts.Add(new(shown.Substring(next.Start, next.Length), true));
            at = next.Start + next.Length;
        }
        return parts;
    }

    private static string Ends(string text, int from, int longest) =>
        string.Concat(from > 0 ? "…" : "", text.AsSpan(from, Math.Min(longest, text.Length - from)), text.Length - from > longest ? "…" : "");

    // The form in which words are looked for has as many characters as the text, but for rare ligatures: those are then not marked.
    private static int At(string text, string word, int from) =>
        SearchGrams.Folded(text) is var folded && folded.Length == text.Length ? folded.IndexOf(word, from, StringComparison.Ordinal) : text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
}
