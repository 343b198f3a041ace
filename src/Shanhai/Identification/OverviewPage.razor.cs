using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>Counts and shares by year, the spread of income about the line, who joined and left, and who stands just above it.</summary>
public partial class OverviewPage
{
    /// <summary>How near above the line counts as "just above": a fifth of it.</summary>
    private const double Near = 0.2;

    public sealed record Shown(
        ShowOverview Of, string PlaceName, IReadOnlyList<FindRules.Row> Rules, TrendChart? Shares, BarChart? Spread, IReadOnlyList<FindFindings.Row> Changes, IReadOnlyList<FindFindings.Row> JustAbove,
        long JustAboveTotal, MapSpec? Map, IReadOnlyList<Column<FindFindings.Row>> Columns);

    public static async Task<IResult> Show(View view, [AsParameters] ShowOverview.Asked asked, Db db, Judge judge, FactColumns columns, CurrentFindings findings, CurrentRegister current, CancellationToken ct)
    {
        var rules = (await FindRules.Handle(new(), db, view.Actor, ct)).Value.Rows.Where(r => r.State != RuleState.Draft).GroupBy(r => r.Code).Select(g => g.Last()).ToList();
        if (asked.Rule is null)
        {
            var newest = await db.Findings.AsNoTracking().Where(f => f.SupersededAt == null).Within(view.Actor.Scope(IdentificationModule.View), f => f.Place)
                .OrderByDescending(f => f.Period).Select(f => f.Rule).FirstOrDefaultAsync(ct);
            asked = asked with { Rule = newest ?? rules.FirstOrDefault()?.Code };
        }
        if (asked.Rule is null && view.Actor.May(IdentificationModule.View))
        {
            // There is no rule yet; the list says how to come by one.
            return Html.Go("/weak");
        }
        var found = await ShowOverview.Handle(asked, db, view.Actor, judge, columns, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var of = found.Value;
        var name = await db.Places.AsNoTracking().Where(p => p.Code == of.Place).Select(p => p.Name).FirstOrDefaultAsync(ct) ?? of.Place.ToString();
        var here = new FindFindings { Rule = of.Rule, Period = of.Period, Under = of.Place, Size = 200, Sort = "name" };
        var (list, register) = (await findings.Read(here.Rule, here.Period, db, ct), await current.Read(db, ct));
        var changes = new List<FindFindings.Row>();
        foreach (var stand in new[] { Stand.New, Stand.Relapsed, Stand.ExitProposed, Stand.Exited })
        {
            changes.AddRange((await (here with { Stand = stand }).In(list, register, db, view.Actor, ct)).Rows.Where(r => r.Since == of.Period));
        }
        var above = await (here with { Near = Near }).In(list, register, db, view.Actor, ct);
        var counts = CountFindings.In(list, here, register, view.Actor);
        return Html.Show<OverviewPage, Shown>(view, view.Say("overview.title", name), new(of, name, rules, Shares(view, of), SpreadChart(view, of, judge.Catalogue), changes, above.Rows, above.Total ?? 0,
            FindingMap.Frame(view, here, counts, register), FindingColumns.Of(view)), simulated: of.Distribution?.Simulated == true);
    }

    private static TrendChart? Shares(View view, ShowOverview of)
    {
        if (of.Years.Count == 0)
        {
            return null;
        }
        var (first, last) = (of.Years[0], of.Years[^1]);
        return new TrendChart(view.Say("overview.share-title", first.Period.ToString(), Percent(view, first.Share), last.Period.ToString(), Percent(view, last.Share)),
            [.. of.Years.Select(y => y.Period.ToString())], [new(view.Say("overview.share"), [.. of.Years.Select(y => y.Share is { } s ? (double?)(s * 100) : null)])])
        {
            Unit = "%",
            CategoryTitle = view.Say("findings.period"),
            Note = view.Say("overview.share-note"),
        };
    }

    private static BarChart? SpreadChart(View view, ShowOverview of, Catalogue catalogue)
    {
        if (of.Distribution is not { } spread)
        {
            return null;
        }
        var wan = view.Language == Language.Chinese && catalogue[spread.Indicator].Measure.Dimension == "money";
        string Said(decimal value) => (wan ? value / 10_000 : value).ToString("#,0.##", Words.Culture(view.Language));
        var below = spread.Counts.Take(8).Sum();
        return new BarChart(view.Say("overview.spread-title", of.Period.ToString(), below, spread.Places, Said(spread.Line) + (wan ? " 万元" : "")),
            [.. spread.Counts.Select((_, i) => i == spread.Counts.Count - 1 ? "≥" + Said(i * spread.Step) : Said(i * spread.Step) + "–" + Said((i + 1) * spread.Step))],
            [
                new(view.Say("overview.below"), [.. spread.Counts.Select((c, i) => i < 8 ? (double?)c : null)]) { SimulatedAt = spread.Simulated ? [.. Enumerable.Range(0, 8)] : null },
                new(view.Say("overview.above"), [.. spread.Counts.Select((c, i) => i < 8 ? null : (double?)c)]) { SimulatedAt = spread.Simulated ? [.. Enumerable.Range(8, spread.Counts.Count - 8)] : null },
            ])
        {
            Stacked = true,
            Digits = 0,
            Unit = view.Say("overview.villages"),
            CategoryTitle = view.Say(catalogue[spread.Indicator].Name),
            Note = view.Say("overview.spread-note"),
        };
    }

    internal static string Percent(View view, decimal? share) => share is { } s ? (s * 100).ToString("0.#", CultureInfo.InvariantCulture) + "%" : "—";
}
