using Microsoft.AspNetCore.Components;
using Shanhai.Places;

namespace Shanhai.Indicators;

public partial class PlaceFiguresPage
{
    public sealed record Shown(PlaceCode Place, string Name, Level Level, ShowFigures Figures, IReadOnlyList<int> Years, bool MayRecord);

    public static async Task<IResult> Show(
        View view, PlaceCode code, [AsParameters] ShowFigures.Asked asked, Db db, Catalogue catalogue, FactColumns columns, KnownBatches batches, CurrentRegister current, TimeProvider clock, CancellationToken ct)
    {
        var shown = await Load(view, code, asked, db, catalogue, columns, batches, current, clock, ct);
        return shown.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<PlaceFiguresPage, Shown>(view, view.Say("figures.of", shown.Value.Name), shown.Value);
    }

    /// <summary>The same on the page of the place.</summary>
    public static async Task<RenderFragment?> Section(View view, PlaceCode code, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var shown = await Load(view, code, new(), services.GetRequiredService<Db>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(),
            services.GetRequiredService<KnownBatches>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<TimeProvider>(), ct);
        return shown.Problem is null ? PlaceSection.Show<PlaceFigures>(shown.Value) : null;
    }

    private static async Task<Result<Shown>> Load(
        View view, PlaceCode code, ShowFigures.Asked asked, Db db, Catalogue catalogue, FactColumns columns, KnownBatches batches, CurrentRegister current, TimeProvider clock, CancellationToken ct)
    {
        var last = asked.To ?? ChinaDay.Today(clock).Year;
        var figures = await ShowFigures.Handle(code, asked with { To = last, From = asked.From ?? last - 5 }, db, view.Actor, catalogue, columns, batches, clock, ct);
        if (figures.Problem is { } problem)
        {
            return problem;
        }
        var register = await current.Read(db, ct);
        if (register.Find(code) is not (>= 0 and var at))
        {
            return Problem.Missing("place-not-found", code.ToString());
        }
        var years = figures.Value.Indicators.SelectMany(s => s.Figures).Select(f => f.Period.YearNumber).Distinct().Order().ToList();
        return new Shown(code, register.Name(at), code.Level, figures.Value, years, view.Actor.Scope(IndicatorsModule.Record).Contains(code));
    }
}
