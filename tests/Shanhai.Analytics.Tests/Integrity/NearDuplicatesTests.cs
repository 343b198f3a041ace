using System.Text.Json;
using CsCheck;
using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

/// <summary>Case c05: textreuse 1.0.1 and stringdist 0.9.15, 1e-12; pairs exact.</summary>
public sealed class NearDuplicatesTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void Similarity_of_two_codes_equals_textreuse(int words)
    {
        var oracle = Oracle.Case("c05-near-duplicates");
        var table = oracle.Csv("texts.csv");
        var text = table.Text("doc").Zip(table.Text("text")).ToDictionary(p => p.First, p => p.Second);
        var name = $"jaccard_ngram{words}";

        foreach (var document in oracle[name].GetProperty("n_shingles").EnumerateObject())
        {
            NearDuplicates.CountShingles(text[document.Name], words, Shingling.Words).ShouldBe(document.Value.GetInt32(), document.Name);
        }

        NearDuplicates.Similarity(text["ca1851-match"], text["ny1850-match"], words, Shingling.Words).ShouldAgree(oracle.Number(name, "match_ny"), 1e-12);
        NearDuplicates.Similarity(text["ca1851-match"], text["ca1851-nomatch"], words, Shingling.Words).ShouldAgree(oracle.Number(name, "match_nomatch"), 1e-12);
    }

    [Theory]
    [InlineData("osa")]
    [InlineData("lv")]
    [InlineData("dl")]
    [InlineData("lcs")]
    [InlineData("qgram")]
    [InlineData("cosine")]
    [InlineData("jaccard")]
    [InlineData("jw")]
    [InlineData("jw_p0.1")]
    public void Distances_equal_stringdist(string method)
    {
        foreach (var pair in Oracle.Case("c05-near-duplicates")[$"stringdist_{method}"].EnumerateArray())
        {
            var (a, b) = (pair.GetProperty("a").GetString()!, pair.GetProperty("b").GetString()!);
            var expected = pair.GetProperty("d");

            var distance = Distance(method)(a, b);

            if (expected.ValueKind == JsonValueKind.Null)
            {
                distance.ShouldBe(double.NaN);
            }
            else
            {
                distance.ShouldAgree(expected.GetDouble(), 1e-12, $"{a} {b}");
            }
        }
    }

    [Theory]
    [InlineData("jw", 0.08)]
    [InlineData("jw", 0.12)]
    [InlineData("jaccard", 0.3)]
    [InlineData("jaccard", 0.45)]
    [InlineData("lv", 2)]
    [InlineData("lv", 4)]
    public void Duplicate_people_are_found_as_stringdist_finds_them(string method, double most)
    {
        var oracle = Oracle.Case("c05-near-duplicates");
        var records = oracle.Csv("records.csv");
        string[] parts = ["fname_c1", "lname_c1", "by", "bm", "bd"];
        var columns = parts.Select(records.Text).ToArray();
        string[] keys = [.. Enumerable.Range(0, records.Rows).Select(i => string.Join(' ', columns.Select(c => c[i])))];
        var identity = records.Text("identity");

        var pairs = NearDuplicates.Records(keys, Distance(method), most);

        var name = FormattableString.Invariant($"rl500_pairs_{method}_{most}");
        pairs.Count.ShouldBe((int)oracle.Number(name, "pairs"));
        var right = pairs.Count(p => identity[p.First] == identity[p.Second]);
        right.ShouldBe((int)oracle.Number(name, "true_positive"));
        var all = identity.GroupBy(i => i).Sum(g => g.Count() * (g.Count() - 1) / 2);
        all.ShouldBe((int)oracle.Number(name, "true_pairs"));
        ((double)right / pairs.Count).ShouldAgree(oracle.Number(name, "precision"), 1e-12);
        ((double)right / all).ShouldAgree(oracle.Number(name, "recall"), 1e-12);
    }

    [Fact]
    public void Every_pair_above_the_threshold_is_found_and_nothing_below()
    {
        var random = new Shanhai.Analytics.Numerics.SeededRandom(11);
        const string Characters = "本村今年发展茶叶水果养殖加工旅游集体经济收入增长农户合作社项目资金分红道路水电网络学校卫生老人儿童";
        string Text(int n) => new([.. Enumerable.Range(0, n).Select(_ => Characters[random.Next(Characters.Length)])]);
        var texts = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var original = Text(300);
            texts.Add(original);
            texts.Add(original.Remove(random.Next(150), 5 + random.Next(10)));
        }

        var found = NearDuplicates.Find(texts, 0.8).Select(p => (p.First, p.Second)).ToHashSet();

        for (var i = 0; i < texts.Count; i++)
        {
            for (var j = i + 1; j < texts.Count; j++)
            {
                found.Contains((i, j)).ShouldBe(NearDuplicates.Similarity(texts[i], texts[j]) >= 0.8);
            }
        }
    }

    [Fact]
    public void Width_case_and_spacing_are_no_differences() =>
        NearDuplicates.Find(["集体经济 ＡＢＣ１２３ 收入", "集体经济abc123收入", "x", string.Empty, "x"]).Select(p => (p.First, p.Second)).ShouldBe([(0, 1), (2, 4)]);

    [Fact]
    public void Distances_are_symmetric_and_zero_for_equal_texts() =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 8], Gen.String[Gen.Char['a', 'd'], 0, 8]).Sample((a, b) =>
        {
            foreach (var method in new[] { "osa", "lv", "dl", "lcs", "qgram", "jaccard", "jw" })
            {
                Distance(method)(a, a).ShouldBe(0, 1e-15);
                Distance(method)(a, b).ShouldBe(Distance(method)(b, a), 1e-12, method);
            }
        });

    private static Func<string, string, double> Distance(string method) => method switch
    {
        "osa" => (a, b) => StringDistance.Alignment(a, b),
        "lv" => (a, b) => StringDistance.Levenshtein(a, b),
        "dl" => (a, b) => StringDistance.Damerau(a, b),
        "lcs" => (a, b) => StringDistance.Subsequence(a, b),
        "qgram" => (a, b) => StringDistance.QGram(a, b),
        "cosine" => (a, b) => StringDistance.Cosine(a, b),
        "jaccard" => (a, b) => StringDistance.Jaccard(a, b),
        "jw" => (a, b) => StringDistance.JaroWinkler(a, b),
        _ => (a, b) => StringDistance.JaroWinkler(a, b, 0.1),
    };
}
