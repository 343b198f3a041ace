using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>One finding with everything behind it, and what can be done about it: dispute a figure, settle a dispute, confirm an exit.</summary>
public partial class FindingPage
{
    public sealed record Shown(
        ShowFinding Of, IReadOnlyList<Crumb> Crumbs, TrendChart? Chart, Catalogue Catalogue, bool MayConfirm, bool MayDispute, bool MaySettle, bool MayPlan, string? Done, Problem? Problem,
        IReadOnlyDictionary<string, string?> Typed);

    public sealed record Form
    {
        public string? By { get; init; }
        public string? Document { get; init; }
        public string? On { get; init; }
        public string? Figure { get; init; }
        public string? Evidence { get; init; }
        public string? Dispute { get; init; }
        public string? Answer { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Finding> id, string? done, Db db, Judge judge, FactColumns columns, KnownBatches batches, CancellationToken ct) =>
        Page(view, id, done, null, [], db, judge, columns, batches, ct);

    public static async Task<IResult> Exit(View view, Id<Finding> id, [FromForm] Form? form, Db db, Judge judge, FactColumns columns, KnownBatches batches, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var exit = new ConfirmExit(form.By, form.Document, TypedDay.Read(form.On, "on", errors));
        return (errors.Refusal ?? (await ConfirmExit.Handle(id, exit, db, view.Actor, ct)).Problem) is { } problem
            ? await Page(view, id, null, problem, new() { ["by"] = form.By, ["document"] = form.Document, ["on"] = form.On }, db, judge, columns, batches, ct)
            : Html.Go($"/findings/{id}?done=exit");
    }

    public static async Task<IResult> Dispute(View view, Id<Finding> id, [FromForm] Form? form, Db db, Judge judge, FactColumns columns, KnownBatches batches, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var key = FactKey.TryParse(form.Figure, null, out var fact) ? fact : default;
        var done = await DisputeFigure.Handle(new(key.Place, key.Indicator, key.Indicator is null ? null : key.Period, form.Evidence), db, view.Actor, judge.Catalogue, columns, clock, ct);
        return done.Problem is { } problem
            ? await Page(view, id, null, problem, new() { ["figure"] = form.Figure, ["evidence"] = form.Evidence }, db, judge, columns, batches, ct)
            : Html.Go($"/findings/{id}?done=dispute");
    }

    public static async Task<IResult> Settle(View view, Id<Finding> id, [FromForm] Form? form, Db db, Judge judge, FactColumns columns, KnownBatches batches, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var done = Id<Indicators.Dispute>.TryParse(form.Dispute, null, out var dispute)
            ? await SettleDispute.Handle(dispute, new(form.Answer), db, view.Actor, columns, clock, ct) : Problem.Missing("dispute.not-found");
        return done.Problem is { } problem
            ? await Page(view, id, null, problem, new() { ["answer"] = form.Answer }, db, judge, columns, batches, ct)
            : Html.Go($"/findings/{id}?done=settled");
    }

    private static async Task<IResult> Page(View view, Id<Finding> id, string? done, Problem? problem, Dictionary<string, string?> typed, Db db, Judge judge, FactColumns columns, KnownBatches batches, CancellationToken ct)
    {
        var found = await ShowFinding.Handle(id, db, view.Actor, judge, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } refused)
        {
            return Html.Refused(view, refused);
        }
        var (shown, actor) = (found.Value, view.Actor);
        var place = shown.Finding.Place;
        var path = (await Paths.Of(db, [place], ct))[place];
        var title = shown.Finding.Outcome == Outcome.Exempt ? view.Say("weak.income") : view.Say("weak.chart", shown.Period.ToString(), shown.Finding.Reason);
        var chart = await IncomeChart.Of(view, title, place, shown.Rule.Code, shown.Period, await Rulebook.Read([shown.Rule.Code], db, ct), columns, judge.Catalogue, batches, db, ct);
        return Html.Show<FindingPage, Shown>(view, view.Say("finding.title", shown.Finding.Name, shown.Period.ToString()), new(shown,
            [new(view.Say("weak.title"), $"/weak?rule={Uri.EscapeDataString(shown.Rule.Code)}&period={shown.Period}"), .. path.Steps.Select(s => new Crumb(s.Name, "/places/" + s.Code)), new(shown.Finding.Name, "/places/" + place)],
            chart, judge.Catalogue, actor.Refuses(IdentificationModule.ConfirmExit, place) is null, actor.Refuses(IdentificationModule.Dispute, place) is null,
            actor.Refuses(IdentificationModule.Settle, place) is null, false, done is "exit" or "dispute" or "settled" ? done : null, problem, typed), problem?.Status ?? 200,
            shown.Sources.Values.Any(s => s.Kind == SourceKind.Simulated));
    }
}
