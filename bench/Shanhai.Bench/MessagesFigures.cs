using System.Globalization;
using Shanhai.Analytics.Integrity;
using Shanhai.Host.Tables;
using Shanhai.Voices;

namespace Shanhai.Bench;

/// <summary>How well subjects are suggested, on real messages to officials that people have sorted; they are read from where they lie and nothing of them is kept.</summary>
internal static class MessagesFigures
{
    private const int Folds = 5, Times = 10;

    private sealed record Message(string Text, string Subject, string At);

    public static async Task Run(string folder)
    {
        var report = new Report("routing", "Suggesting a subject",
            """
            Real messages to officials, sorted by people into 7 classes (citizen-messages-zh, labelled_messages.csv; not shipped). The model is the one of the clerk's form: multinomial naive Bayes over pairs of neighbouring characters. Smoothing and the worth of a text
            were chosen by cross-validation inside the older part alone. "By time": learnt from the older 70 %, asked about the newer 30 %, which it had never seen. "Crossed": 5 folds, 10 times. A suggestion is made where the probability is 0.6 or more;
            "always the largest" is what guessing the most frequent class would reach.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- messages FOLDER`.
            """);
        var messages = Read(Path.Combine(folder, "labelled_messages.csv")).OrderBy(m => m.At, StringComparer.Ordinal).ToList();
        report.Row("split", "learnt from", "asked about", "right of all", "always the largest", "suggested", "right of the suggested", "mean probability of the suggested");
        var cut = messages.Count * 7 / 10;
        Row(report, "by time", messages[..cut], messages[cut..], cut);
        var learnt = new List<(Message, RoutingModel)>();
        for (var t = 0; t < Times; t++)
        {
            var mixed = messages.ToArray();
            new Random(t).Shuffle(mixed);
            for (var f = 0; f < Folds; f++)
            {
                var model = Learn(mixed.Where((_, i) => i % Folds != f));
                learnt.AddRange(mixed.Where((_, i) => i % Folds == f).Select(m => (m, model)));
            }
        }
        Row(report, $"crossed, {Folds} folds {Times} times", messages, learnt, messages.Count * (Folds - 1) / Folds);
        foreach (var subject in messages.GroupBy(m => m.Subject).OrderByDescending(g => g.Count()))
        {
            var own = learnt.Where(l => l.Item1.Subject == subject.Key).ToList();
            report.Row($"— of {subject.Key} ({subject.Count()})", "", own.Count.ToString(CultureInfo.InvariantCulture), Share(own.Count(l => l.Item2.Classify(l.Item1.Text)[0].Subject == l.Item1.Subject), own.Count), "", "", "", "");
        }
        var pairs = NearDuplicates.Find([.. messages.Select(m => m.Text)], threshold: 0.5);
        report.Row($"near-duplicates among them (Jaccard 0.5 and more): {pairs.Count}", "", "", "", "", "", "", "");
        await report.Write();
    }

    private static void Row(Report report, string split, List<Message> before, List<Message> after, int learnt)
    {
        var model = Learn(before);
        Row(report, split, before, [.. after.Select(m => (m, model))], learnt);
    }

    private static void Row(Report report, string split, List<Message> known, List<(Message Of, RoutingModel By)> asked, int learnt)
    {
        var largest = known.GroupBy(m => m.Subject).MaxBy(g => g.Count())!.Key;
        var said = asked.ConvertAll(a => (a.Of, First: a.By.Classify(a.Of.Text)[0], Suggested: Routing.Of(a.By, a.Of.Text)));
        var suggested = said.Where(s => s.Suggested is not null).ToList();
        report.Row(split, learnt.ToString(CultureInfo.InvariantCulture), asked.Count.ToString(CultureInfo.InvariantCulture), Share(said.Count(s => s.First.Subject == s.Of.Subject), said.Count),
            Share(said.Count(s => s.Of.Subject == largest), said.Count), Share(suggested.Count, said.Count), Share(suggested.Count(s => s.Suggested!.Category == s.Of.Subject), suggested.Count),
            suggested.Count == 0 ? "–" : suggested.Average(s => s.First.Probability).ToString("0.00", CultureInfo.InvariantCulture));
    }

    private static RoutingModel Learn(IEnumerable<Message> messages) => RoutingModel.Learn(messages.Select(m => (m.Text, m.Subject)));

    private static string Share(int part, int of) => of == 0 ? "–" : (part / (double)of).ToString("P1", CultureInfo.InvariantCulture);

    private static IEnumerable<Message> Read(string file)
    {
        using var text = new StreamReader(file);
        var rows = CsvReader.Rows(text, ',', Path.GetFileName(file)).ToList();
        int At(string name) => Array.FindIndex(rows[0], h => h.Trim('\uFEFF') == name);
        var (subject, body, level, at) = (At("subject"), At("body"), At("level1"), At("created_at"));
        return rows.Skip(1).Where(r => r.Length > level && r[level].Length > 0).Select(r => new Message($"{r[subject]}。{r[body]}", r[level], r[at]));
    }
}
