using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A place over the years under one rule: counts and shares against the line of each year, the places below it, and how one year's figures are
/// spread about the line. Those who may see the findings may.
/// </summary>
public sealed record ShowOverview(
    string Rule, PlaceCode Place, Period Period, IReadOnlyList<ShowOverview.Year> Years, IReadOnlyList<ShowOverview.Area> Areas, ShowOverview.Spread? Distribution)
{
    public sealed record Asked
    {
        public string? Rule { get; init; }
        public PlaceCode? Place { get; init; }
        public int? Year { get; init; }
    }

    /// <summary><paramref name="Lines"/> by indicator in base units. The share is of those that could be told.</summary>
    public sealed record Year(
        Period Period, IReadOnlyDictionary<string, decimal> Lines, int Judged, int Holds, int CannotTell, decimal? Share, int New, int Continuing, int ExitProposed, int Exited, int Relapsed, int Version);

    public sealed record Area(PlaceCode Place, string Name, int Judged, int Holds, int CannotTell, decimal? Share, int New, int Relapsed, int ExitProposed, int Exited);

    /// <summary>How many places lie in each step of an indicator; the last step is open.</summary>
    public sealed record Spread(string Indicator, decimal Line, decimal Step, IReadOnlyList<int> Counts, int Places, bool Simulated);

    private const int Steps = 24;

    public static async Task<Result<ShowOverview>> Handle([AsParameters] Asked asked, Db db, Actor actor, Judge judge, FactColumns columns, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var book = await Rulebook.Read(db, ct);
        if (book.Of(asked.Rule).LastOrDefault() is not { } any)
        {
            return Problem.Missing("rule.not-found", asked.Rule);
        }
        if (asked.Year is < 1900 or > 2199)
        {
            return new Errors().Add("year", "field.day-range", asked.Year).Refusal!;
        }
        // Whatever is asked is cut down to what the reader may see, so that no count tells of another place.
        var scope = actor.Scope(IdentificationModule.View).And(asked.Place ?? any.Jurisdiction);
        var place = asked.Place ?? (scope.Roots is [var only] ? only : any.Jurisdiction);
        var findings = db.Findings.AsNoTracking().Where(f => f.Rule == any.Code && f.SupersededAt == null).Within(scope, f => f.Place);
        var groups = await findings.GroupBy(f => new { f.Period, f.Outcome, f.Stand, f.Version })
            .Select(g => new { g.Key.Period, g.Key.Outcome, g.Key.Stand, g.Key.Version, Count = g.Count() }).ToListAsync(ct);
        var numbers = book.Versions.ToDictionary(v => v.Id, v => v);
        var years = groups.GroupBy(g => g.Period).OrderBy(g => g.Key).Select(y =>
        {
            var tally = new Tally();
            y.ToList().ForEach(g => tally.Add(g.Outcome, g.Stand, g.Count));
            var version = numbers[y.OrderByDescending(g => numbers[g.Version].Number).First().Version];
            return new Year(y.Key, IncomeChart.LinesOf(version.Rule()), tally.Judged, tally.Holds, tally.Untold, tally.Share, tally.New, tally.Continuing, tally.Proposed, tally.Exited, tally.Relapsed, version.Number);
        }).ToList();
        var period = asked.Year is { } year ? Period.Year(year) : years.LastOrDefault()?.Period ?? Period.Year(any.From.YearNumber);
        var spread = await SpreadOf(findings.Where(f => f.Period == period), book.Judging(any.Code, period)?.Rule(), period, judge.Catalogue, columns, db, ct);
        return new ShowOverview(any.Code, place, period, years, await AreasOf(findings.Where(f => f.Period == period), place, db, ct), spread);
    }

    private sealed class Tally
    {
        public int Judged, Holds, Untold, New, Continuing, Proposed, Exited, Relapsed;

        public decimal? Share => Judged == Untold ? null : Math.Round((decimal)Holds / (Judged - Untold), 6);

        public void Add(Outcome outcome, Stand stand, int count)
        {
            Judged += count;
            Holds += outcome == Outcome.Holds ? count : 0;
            Untold += outcome == Outcome.CannotTell ? count : 0;
            New += stand == Stand.New ? count : 0;
            Continuing += stand == Stand.Continuing ? count : 0;
            Proposed += stand == Stand.ExitProposed ? count : 0;
            Exited += stand == Stand.Exited ? count : 0;
            Relapsed += stand == Stand.Relapsed ? count : 0;
        }
    }

    /// <summary>The next level below that exists: counties of a province, townships of a county.</summary>
    private static async Task<IReadOnlyList<Area>> AreasOf(IQueryable<Finding> findings, PlaceCode place, Db db, CancellationToken ct)
    {
        var rows = await findings.Select(f => new { f.Place, f.Outcome, f.Stand }).ToListAsync(ct);
        var level = place.Level < Level.County ? Level.County : Level.Township;
        var tallies = new SortedDictionary<PlaceCode, Tally>();
        foreach (var row in rows.Where(r => r.Place != place))
        {
            var area = row.Place.At(level);
            (tallies.TryGetValue(area, out var tally) ? tally : tallies[area] = new()).Add(row.Outcome, row.Stand, 1);
        }
        var codes = tallies.Keys.ToList();
        var names = await db.Places.AsNoTracking().Where(p => codes.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return [.. tallies.Select(t => new Area(t.Key, names.GetValueOrDefault(t.Key, t.Key.ToString()), t.Value.Judged, t.Value.Holds, t.Value.Untold, t.Value.Share,
            t.Value.New, t.Value.Relapsed, t.Value.Proposed, t.Value.Exited))];
    }

    private static async Task<Spread?> SpreadOf(IQueryable<Finding> findings, Rule? rule, Period period, Catalogue catalogue, FactColumns columns, Db db, CancellationToken ct)
    {
        if (IncomeChart.LinesOf(rule).FirstOrDefault() is not { Key: { } code, Value: > 0 and var line })
        {
            return null;
        }
        var indicator = catalogue[code];
        var facts = await columns.Read([(indicator, period)], ct);
        var column = facts.Column(indicator, period);
        // The line falls on an edge, so that no bar holds places on both sides of it.
        var step = line / 8;
        var (counts, places) = (new int[Steps + 1], 0);
        PlaceCode? any = null;
        foreach (var place in await findings.Select(f => f.Place).ToListAsync(ct))
        {
            if (column[place] is { } value && column.LackOf(place) == Lack.None)
            {
                var amount = indicator.Shown(value) * indicator.Measure.Times / indicator.Measure.Over;
                counts[amount < 0 ? 0 : (int)Math.Min(Steps, decimal.Floor(amount / step))]++;
                places++;
                any ??= place;
            }
        }
        var simulated = await Simulated.At(any, period, catalogue, db, ct);
        return places == 0 ? null : new Spread(code, line, step, counts, places, simulated);
    }
}
