using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>
/// Which places had a reception day in a term and which had none, and how often each level ought to hold one. Of places, by day; no leader is counted or
/// compared. A place that was merged since counts where it is today. Anybody may.
/// </summary>
public sealed record FindCoverage(PlaceCode? Under = null, DateOnly? From = null, DateOnly? To = null)
{
    public sealed record Shown(PlaceCode Under, string UnderName, DateOnly From, DateOnly To, IReadOnlyList<Row> Rows, Kept? Frequency)
    {
        public int Covered => Rows.Count(r => r.Days > 0);
    }

    public sealed record Row(PlaceCode Place, string Name, int Days, DateOnly? Last);

    /// <summary>The norm of the place's own level in the span that holds the last day of the term.</summary>
    public sealed record Kept(ReceptionCatalogue.Norm Norm, DateOnly From, DateOnly To, int Held);

    private const int MostMerged = 200;

    public static async Task<Result<Shown>> Handle([AsParameters] FindCoverage input, ReceptionCatalogue catalogue, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.View) is { } no)
        {
            return no;
        }
        var (register, today) = (await places.Read(db, ct), ChinaDay.Today(clock));
        var (to, under) = (input.To ?? today, input.Under ?? PlaceCode.Nation);
        var from = input.From ?? new DateOnly(to.Year, 1, 1);
        if (from > to)
        {
            return new Errors().Add("to", "reception.term-backwards").Refusal!;
        }
        if (under != PlaceCode.Nation && register.Find(under) < 0)
        {
            return Problem.Missing("reception.no-place", under.ToString());
        }
        var spans = catalogue.Frequencies.Norm.FirstOrDefault(n => n.Level == under.Level) is { } norm ? (Norm: norm, Span: ReceptionCatalogue.SpanOf(norm.Each, to)) : ((ReceptionCatalogue.Norm Norm, (DateOnly From, DateOnly To) Span)?)null;
        var (earliest, latest) = (spans is { } s && s.Span.From < from ? s.Span.From : from, spans is { } t && t.Span.To > to ? t.Span.To : to);
        // What was merged into a place here from outside counts here too.
        var merged = Enumerable.Range(0, register.Count).Where(i => !register.Stands(i) && !under.Contains(register.Code(i)) && register.Today(register.Code(i)).Any(under.Contains)).Select(register.Code).Take(MostMerged);
        var held = await db.Receptions.AsNoTracking().Where(r => r.State == ReceptionState.Closed && r.On >= earliest && r.On <= latest).Within(new(merged.Prepend(under)), r => r.Place)
            .Select(r => new { r.Place, r.Level, r.On }).ToListAsync(ct);
        var counted = held.SelectMany(h => Now(register, h.Place, h.On), (h, place) => (Place: place, h.Level, h.On)).ToList();
        var below = register.Below(under).Where(register.Stands).Select(i => (Code: register.Code(i), Name: register.Name(i))).ToList();
        var inTerm = counted.Where(h => h.On >= from && h.On <= to).ToList();
        var rows = below.Select(b => inTerm.Where(h => b.Code.Contains(h.Place)).ToList() is var own ? new Row(b.Code, b.Name, own.Select(h => h.On).Distinct().Count(), own.Count == 0 ? null : own.Max(h => h.On)) : null!).ToList();
        return new Shown(under, register.Find(under) is >= 0 and var me ? register.Name(me) : "", from, to, rows,
            spans is { } kept ? new(kept.Norm, kept.Span.From, kept.Span.To, counted.Where(h => h.Level == under.Level && h.On >= kept.Span.From && h.On <= kept.Span.To).Select(h => h.On).Distinct().Count()) : null);
    }

    // Borders are those of the end of a day: one that ended on the day itself still held it.
    private static IEnumerable<PlaceCode> Now(Register register, PlaceCode place, DateOnly on) =>
        register.Find(place) is >= 0 and var i && register.Stands(i) ? [place] : register.Became(place, on.AddDays(-1)) is { Count: > 0 } became ? became : [place];
}
