using System.Globalization;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators.Import;

namespace Shanhai.Indicators;

public partial class EnterPage
{
    public sealed record Query
    {
        public PlaceCode? Under { get; init; }
        public string? Indicators { get; init; }
        public Period? Period { get; init; }
        public int? Saved { get; init; }
        public int? Corrected { get; init; }
    }

    public sealed record Shown(
        Query Asked, EnterFigures.Grid? Grid, IReadOnlyList<Choice> Areas, IReadOnlyList<Indicator> Indicators, DateOnly AsOf, string? Note, Problem? Problem);

    public static async Task<IResult> Show(View view, [AsParameters] Query asked, ImportDesk desk, CancellationToken ct)
    {
        if (view.Actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return Html.Refused(view, no);
        }
        if (Input(asked, desk.Catalogue) is not { } input)
        {
            return await Page(view, asked, null, desk, null, desk.Today, null, ct);
        }
        var grid = await EnterFigures.Load(input, desk.Db, view.Actor, ct);
        return grid.Problem is { Status: not 422 } refused ? Html.Refused(view, refused)
            : await Page(view, asked, grid.Problem is null ? grid.Value : null, desk, grid.Problem, desk.Today, null, ct);
    }

    public static async Task<IResult> Post(View view, [AsParameters] Query asked, IFormCollection form, ImportDesk desk, CancellationToken ct)
    {
        if (view.Actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return Html.Refused(view, no);
        }
        if (Input(asked, desk.Catalogue) is not { } input)
        {
            return await Page(view, asked, null, desk, null, desk.Today, null, ct);
        }
        var errors = new Errors();
        var asOf = TypedDay.Read(form["asOf"], "asOf", errors) ?? desk.Today;
        // A day that cannot be read is refused as one that lies ahead is: the grid comes back with everything that was typed.
        var saved = await EnterFigures.Save(input, Cells(form), errors.Any ? DateOnly.MaxValue : asOf, form["note"], desk, ct);
        if (saved.Problem is { } refused)
        {
            return refused.Status is 401 or 403 or 404 ? Html.Refused(view, refused) : await Page(view, asked, null, desk, refused, asOf, form["note"], ct);
        }
        if (saved.Value.Recorded is not { } recorded)
        {
            if (asOf > desk.Today)
            {
                errors.Add("asOf", "import.as-of-ahead");
            }
            return await Page(view, asked, saved.Value.Grid, desk, errors.Refusal ?? Problem.Invalid("enter.problems", saved.Value.Grid.Faulty.Count()), asOf, form["note"], ct);
        }
        return Html.Go($"/figures/enter?under={asked.Under}&indicators={Uri.EscapeDataString(asked.Indicators!)}&period={asked.Period}&saved={recorded.Added}&corrected={recorded.Changed}");
    }

    private static EnterFigures? Input(Query asked, Catalogue catalogue)
    {
        var indicators = (asked.Indicators ?? "").Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(c => PlanForm.CodeIn(c, catalogue)).OfType<string>().Select(catalogue.Find).OfType<Indicator>().Distinct().Take(EnterFigures.MostColumns).ToList();
        return asked is { Under: { } under, Period: { } period } && indicators.Count > 0 ? new(under, indicators, period) : null;
    }

    /// <summary>v.PLACE.CODE is what was typed, r.PLACE.CODE the revision and the text it was shown with, c a confirmation, k a choice after a clash.</summary>
    private static List<EnterFigures.Typed> Cells(IFormCollection form)
    {
        var cells = new List<EnterFigures.Typed>();
        foreach (var (name, text) in form)
        {
            if (!name.StartsWith("v.", StringComparison.Ordinal) || name.Length < 16 || !PlaceCode.TryParse(name.Substring(2, 12), out var place))
            {
                continue;
            }
            var rest = name[2..];
            var seen = form["r." + rest].ToString().Split('|', 2);
            cells.Add(new(place, rest[13..], text.ToString(), short.TryParse(seen[0], CultureInfo.InvariantCulture, out var revision) ? revision : (short)0,
                seen.Length > 1 ? seen[1] : "", form["c." + rest] == "true", form["k." + rest]));
        }
        return cells;
    }

    private static async Task<IResult> Page(
        View view, Query asked, EnterFigures.Grid? grid, ImportDesk desk, Problem? problem, DateOnly asOf, string? note, CancellationToken ct)
    {
        var areas = await ExportPage.Areas(desk.Db, desk.Actor.Scope(IndicatorsModule.Record), asked.Under, ct);
        return Html.Show<EnterPage, Shown>(view, view.Say("enter.title"), new(asked, grid, areas, desk.Catalogue.All, asOf, note, problem), problem?.Status ?? 200);
    }
}
