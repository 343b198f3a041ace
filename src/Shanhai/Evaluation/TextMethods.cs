using Shanhai.Analytics;
using Shanhai.Analytics.Integrity;

namespace Shanhai.Evaluation;

/// <summary>Texts and records that repeat each other.</summary>
internal static class TextMethods
{
    private const string Distances = "levenshtein|alignment|damerau|subsequence|q-gram|cosine|jaccard|jaro-winkler";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("near-duplicates", "text #threshold=0.8 @pieces=characters|words #length=5", Texts),
        new("duplicate-records", "parts+ #most @distance=" + Distances + " #grams=2 #prefix=0", Records),
        new("string-distance", "first second @distance=" + Distances + " #grams=2 #prefix=0", Pairs),
    ];

    private static Func<string, string, double> Distance(StatsInput i)
    {
        var (grams, prefix) = (i.Whole("grams", 1), i.Number("prefix"));
        return i.Choice("distance") switch
        {
            "alignment" => (a, b) => StringDistance.Alignment(a, b),
            "damerau" => (a, b) => StringDistance.Damerau(a, b),
            "subsequence" => (a, b) => StringDistance.Subsequence(a, b),
            "q-gram" => (a, b) => StringDistance.QGram(a, b, grams),
            "cosine" => (a, b) => StringDistance.Cosine(a, b, grams),
            "jaccard" => (a, b) => StringDistance.Jaccard(a, b, grams),
            "jaro-winkler" => (a, b) => StringDistance.JaroWinkler(a, b, prefix),
            _ => (a, b) => StringDistance.Levenshtein(a, b),
        };
    }

    private static StatsReport Texts(StatsInput i)
    {
        var pairs = NearDuplicates.Find(i.Text("text"), i.Number("threshold"), i.Whole("length", 1), i.Chosen("pieces", "words") ? Shingling.Words : Shingling.Characters, cancellation: i.Cancellation);
        var threshold = StatsReport.Text(i.Number("threshold"));
        return new(["first", "second", "estimate"], [.. pairs.Select(p => new object?[] { i.Line(p.First), i.Line(p.Second), p.Similarity })], language => Analytics.Term.Say(
            language, $"{i.Rows} 段文字中有 {pairs.Count} 对相似度不低于 {threshold}（按表中行号列出）；这是线索，不是结论，须经核实。",
            $"{pairs.Count} pairs among {i.Rows} texts are at least {threshold} alike (rows of the file): evidence to be checked, not a finding."))
        {
            Picture = new(new("stats.axis.pair"), new("stats.axis.similarity"), [new(false, [.. pairs.Select((p, k) => new StatsPoint(k + 1, p.Similarity)).Take(500)])]),
        };
    }

    private static StatsReport Records(StatsInput i)
    {
        var parts = i.TextColumns("parts");
        var pairs = NearDuplicates.Records([.. Enumerable.Range(0, i.Rows).Select(r => string.Join(' ', parts.Select(p => p[r])))], Distance(i), i.Number("most"), cancellation: i.Cancellation);
        return new(["first", "second", "distance"], [.. pairs.Select(p => new object?[] { i.Line(p.First), i.Line(p.Second), p.Distance })], language => Analytics.Term.Say(
            language, $"{i.Rows} 条记录中有 {pairs.Count} 对距离不超过 {StatsReport.Text(i.Number("most"))}；这是线索，不是结论，须经核实。",
            $"{pairs.Count} pairs among {i.Rows} records lie no further apart than {StatsReport.Text(i.Number("most"))}: evidence to be checked, not a finding."));
    }

    private static StatsReport Pairs(StatsInput i)
    {
        var (first, second, distance) = (i.Text("first"), i.Text("second"), Distance(i));
        double[] all = [.. first.Zip(second, distance)];
        return new(["first", "second", "distance"], [.. all.Select((d, k) => new object?[] { first[k], second[k], d })], language => Analytics.Term.Say(
            language, $"{i.Rows} 对文字，平均距离 {(all.Length == 0 ? 0 : all.Average()):G4}。", $"{i.Rows} pairs of texts, mean distance {(all.Length == 0 ? 0 : all.Average()):G4}."));
    }
}
