using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics;
using Shanhai.Analytics.Panel;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// A measure as estimators of staggered adoption read it: the yearly figures of villages and the first whole year under the measure. Whoever works in an area may, for its villages. A village that became part of
/// another counts there; years after a measure had ended are left out, because these estimators let nobody leave.
/// </summary>
public sealed record ReadTreatment
{
    public string? Measure { get; init; }

    /// <summary>Of villages, by year.</summary>
    public string? Indicator { get; init; }
    public int? From { get; init; }
    public int? To { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>The natural logarithm of the figures, of those above zero.</summary>
    public bool? Log { get; init; }

    private const int MostYears = 60;

    /// <summary>As <c>shanhai stats group-time --unit unit --time time --value value --adopted adopted</c> reads it.</summary>
    public static readonly IReadOnlyList<TableColumn> Heads = [new("unit", 16), new("time", 8), new("value", 16), new("adopted", 10)];

    public static IAsyncEnumerable<object?[]> Lines(Treatment of) => of.Rows.Select(r => new object?[] { r.Unit.ToString(), r.Time, r.Value, r.Adopted }).ToAsyncEnumerable();

    /// <param name="Adopted">The first whole year; 0: never.</param>
    public sealed record Row(PlaceCode Unit, int Time, double Value, int Adopted);

    /// <param name="Treated">Villages that adopted it, whenever.</param>
    /// <param name="LeftOut">Figures of years after the measure had ended, and of a logarithm that does not exist.</param>
    public sealed record Treatment(string Measure, string Indicator, string Unit, IReadOnlyList<Row> Rows, int Villages, int Treated, int LeftOut)
    {
        /// <summary>The panel that every estimator of the library takes.</summary>
        public AdoptionPanel Panel() => AdoptionPanel.Of(Grouping.Of([.. Rows.Select(r => r.Unit.ToString())]), [.. Rows.Select(r => r.Time)], [.. Rows.Select(r => r.Value)], [.. Rows.Select(r => r.Adopted)]);
    }

    public static async Task<Result<Treatment>> Handle([AsParameters] ReadTreatment input, MeasureCatalogue measures, Catalogue catalogue, FactColumns columns, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var errors = new Errors();
        if (measures.Measure(input.Measure ?? "") is null)
        {
            errors.Add("measure", "programmes.no-measure");
        }
        var indicator = catalogue.Find(input.Indicator ?? "");
        if (indicator is null || indicator.PeriodType != PeriodType.Year || indicator.Kind == IndicatorKind.Class)
        {
            errors.Add("indicator", "programmes.no-indicator", input.Indicator ?? "");
        }
        if (input.From is not (>= 1949 and < 2200) || input.To is not < 2200 || input.To <= input.From || input.To - input.From >= MostYears)
        {
            errors.Add("to", "programmes.which-years", MostYears);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var scope = actor.Scope(ProgrammesModule.View);
        scope = indicator!.Publicity == Publicity.Internal ? new(scope.Roots.SelectMany(r => actor.Scope(IndicatorsModule.ViewInternal).And(r).Roots)) : scope;
        scope = input.Under is { } under ? scope.And(under) : scope;
        var years = Enumerable.Range(input.From!.Value, input.To!.Value - input.From.Value + 1).ToList();
        var facts = await columns.Read(years.Select(y => (indicator, Period.Year(y))), ct);
        var adopted = await Adoptions(input.Measure!, await places.Read(db, ct), db, ct);
        var (rows, leftOut) = (new List<Row>(), 0);
        foreach (var year in years)
        {
            var column = facts.Column(indicator, Period.Year(year)).Rows;
            for (var i = 0; i < column.Count; i++)
            {
                PlaceCode village = column.Places[i];
                if (village.Level != Level.Village || column.LackAt(i) != Lack.None || !scope.Contains(village))
                {
                    continue;
                }
                var (first, last) = adopted.GetValueOrDefault(village, (0, int.MaxValue));
                var value = (double)indicator.Shown(column.Values[i]);
                if (year > last || input.Log == true && value <= 0)
                {
                    leftOut++;
                    continue;
                }
                rows.Add(new(village, year, input.Log == true ? Math.Log(value) : value, first));
            }
        }
        rows.Sort((a, b) => (a.Unit, a.Time).CompareTo((b.Unit, b.Time)));
        var units = rows.Select(r => (r.Unit, r.Adopted)).Distinct().ToList();
        return new Treatment(input.Measure!, indicator.Code, indicator.Unit, rows, units.Count, units.Count(u => u.Adopted > 0), leftOut);
    }

    /// <summary>For each village of today its first whole year under the measure, and the last whole one.</summary>
    private static async Task<Dictionary<PlaceCode, (int First, int Last)>> Adoptions(string measure, Register register, Db db, CancellationToken ct)
    {
        var found = new Dictionary<PlaceCode, (int First, int Last)>();
        foreach (var fact in await AdoptedMeasure.InForce(db).Where(a => a.Measure == measure).OrderBy(a => a.FromDay).Select(a => new { a.Village, a.FromDay, a.ToDay }).ToListAsync(ct))
        {
            var first = fact.FromDay.DayOfYear == 1 ? fact.FromDay.Year : fact.FromDay.Year + 1;
            var last = fact.ToDay is not { } to ? int.MaxValue : to is { Month: 12, Day: 31 } ? to.Year : to.Year - 1;
            foreach (var village in register.Became(fact.Village, fact.FromDay))
            {
                // The first adoption counts: with it the village came under the measure.
                found.TryAdd(village, (first, last));
            }
        }
        return found;
    }
}
