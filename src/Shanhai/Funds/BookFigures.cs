using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>What the books of a village said of a closed year, figure by figure, beside what the indicators have from elsewhere. Whoever works in the book's area may.</summary>
public sealed record FindBookFigures(int Year, bool MayTake, IReadOnlyList<FindBookFigures.Row> Rows)
{
    public sealed record Row(string Indicator, Both Name, decimal Value, decimal? Reported, int? Batch, FigureStand Stand);

    public static async Task<Result<FindBookFigures>> Handle(Id<Book> id, int year, Catalogue catalogue, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var rows = await db.Set<BookFigure>().AsNoTracking().Where(f => f.Place == found.Value.Place && f.Year == year).OrderByDescending(f => f.Stand).ThenBy(f => f.Indicator).ToListAsync(ct);
        var may = BookSight.MayDo(actor, FundsModule.Close, found.Value, await trees.Read(db, ct)) && actor.Scope(IndicatorsModule.Record).Contains(found.Value.Place);
        return new FindBookFigures(year, may && rows.Exists(r => r.Stand is FigureStand.Differs or FigureStand.Absurd), [.. rows.Select(r => (Row: r, Of: catalogue.Find(r.Indicator))).Where(r => r.Of is not null)
            .Select(r => new Row(r.Of!.Code, r.Of.Name, r.Of.Shown(r.Row.Value), r.Row.Reported is { } reported ? r.Of.Shown(reported) : null, r.Row.Batch, r.Row.Stand))]);
    }
}

/// <summary>
/// Takes what the books say for the figures where another source said otherwise, or where they are out of the ordinary. Officers who close the book and record figures may: a named person
/// decides, the program does not.
/// </summary>
public sealed record TakeBookFigures
{
    public sealed record Taken(int Batch, int Figures);

    public static async Task<Result<Taken>> Handle(
        Id<Book> id, int year, Charts charts, Catalogue catalogue, FactColumns columns, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Close, trees, db, actor, ct);
        if ((found.Problem ?? actor.Refuses(IndicatorsModule.Record, found.Value.Place)) is { } no)
        {
            return no;
        }
        var (book, place) = (found.Value, found.Value.Place);
        var open = await db.Set<BookFigure>().AsNoTracking().Where(f => f.Place == place && f.Year == year && (f.Stand == FigureStand.Differs || f.Stand == FigureStand.Absurd)).ToListAsync(ct);
        if (open.Count == 0)
        {
            return Problem.Clash("funds.figures-none-open");
        }
        var cells = open.Select(f => (f, Of: catalogue.Find(f.Indicator)!)).Select(x => new RecordFigures.Cell(place, x.Of.Code, Period.Year(year), x.Of.Shown(x.f.Value), Confirmed: true)).ToList();
        var written = await RecordBookFigures.Write(book, cells, year, charts, actor, db, catalogue, columns, clock, ct);
        if (written.Problem is { } problem)
        {
            return problem;
        }
        await using var writing = await db.BeginWriting(ct);
        await db.Set<BookFigure>().Where(f => f.Place == place && f.Year == year && (f.Stand == FigureStand.Differs || f.Stand == FigureStand.Absurd)).ExecuteUpdateAsync(u => u.SetProperty(f => f.Stand, FigureStand.Recorded), ct);
        db.Record(actor, FundsModule.Figures, FundsModule.SubjectOf(id), new { taken = open.Count, batch = written.Value.Batch }, place);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Taken(written.Value.Batch, open.Count);
    }
}
